import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers events of a bucket: each image that was put there gets a small one of the same key. */
public final class Thumbnails {
  private static final String TARGET = S3.bucket("THUMBNAILS_URL");

  public static void main(String[] args) throws Exception {
    Bootstrap.run(Thumbnails::answer);
  }

  /** An event may come twice: the second thumbnail then replaces the first, and is the same. */
  private static String answer(String event) throws Exception {
    List<String> made = new ArrayList<>();
    for (Json.Value record : Json.parse(event).at("Records").items()) {
      Json.Value s3 = record.at("s3");
      String bucket = s3.at("bucket").at("name").text();
      // As in a form: blanks are plus signs.
      String key = URLDecoder.decode(s3.at("object").at("key").text(), StandardCharsets.UTF_8);
      Optional<byte[]> image = S3.get(bucket, key);
      if (image.isEmpty()) {
        System.out.println(bucket + "/" + key + " is gone: nothing to do");
        continue;
      }
      Picture picture = Picture.read(image.get());
      S3.put(TARGET, key, picture.contentType(), picture.encoded());
      System.out.println(bucket + "/" + key + " has a thumbnail of " + picture.size());
      made.add(Json.quoted(key));
    }
    return "{\"thumbnails\":" + made + "}";
  }
}
