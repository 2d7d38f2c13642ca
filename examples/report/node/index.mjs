// Puts the visits of the last week into a bucket, as a text: a line for each day, and their sum.
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

// Endpoint, region and keys stand in the environment, by the links of compose.yaml. A bucket is a part of the path here:
// without forcePathStyle the SDK makes a host name of it, unless the endpoint is an address.
const kv = new DynamoDBClient({});
const s3 = new S3Client({ forcePathStyle: true });
const reports = new URL(process.env.REPORTS_URL).host;
const days = 7;

const day = (date) => date.toISOString().slice(0, 10);

export const handler = async () => {
  const today = new Date();
  const first = new Date(today.getTime() - (days - 1) * 24 * 60 * 60 * 1000);
  const { Items: visits } = await kv.send(
    new QueryCommand({
      TableName: "visits",
      KeyConditionExpression: "page = :page AND visited_on BETWEEN :first AND :last",
      ExpressionAttributeValues: { ":page": { S: "/" }, ":first": { S: day(first) }, ":last": { S: day(today) } },
    }),
  );
  const total = visits.reduce((sum, each) => sum + Number(each.visits.N), 0);
  const lines = [...visits.map((each) => `${each.visited_on.S} ${each.visits.N}`), `total ${total}`];
  const key = `${day(today)}.txt`;
  await s3.send(
    new PutObjectCommand({
      Bucket: reports,
      Key: key,
      ContentType: "text/plain; charset=utf-8",
      Body: lines.join("\n") + "\n",
    }),
  );
  console.log(`report ${key}: ${total} visits`);
  return { report: key, total };
};
