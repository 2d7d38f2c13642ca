import nowhere


def handler(event, context):
    return nowhere.answer(event)
