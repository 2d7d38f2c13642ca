def handler(event, context):
    if "fail" in event:
        raise ValueError(event["fail"])
    if "large" in event:
        return "x" * event["large"]
    return {"name": event["name"], "function": context.function_name, "memory": int(context.memory_limit_in_mb)}
