"""Puts the visits of the last week into a bucket, as a text: a line for each day, and their sum."""

import os
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import boto3
from boto3.dynamodb.conditions import Key

# Endpoint, region and keys stand in the environment, by the links of compose.yaml.
VISITS = boto3.resource("dynamodb").Table("visits")
S3 = boto3.client("s3")
REPORTS = urlsplit(os.environ["REPORTS_URL"]).netloc
DAYS = 7


def handler(event, context):
    today = datetime.now(timezone.utc).date()
    first = today - timedelta(days=DAYS - 1)
    visits = VISITS.query(
        KeyConditionExpression=Key("page").eq("/") & Key("visited_on").between(str(first), str(today))
    )["Items"]
    total = int(sum(each["visits"] for each in visits))
    lines = [f"{each['visited_on']} {each['visits']}" for each in visits] + [f"total {total}"]
    key = f"{today}.txt"
    S3.put_object(
        Bucket=REPORTS, Key=key, ContentType="text/plain; charset=utf-8", Body="\n".join(lines).encode() + b"\n"
    )
    print(f"report {key}: {total} visits")
    return {"report": key, "total": total}
