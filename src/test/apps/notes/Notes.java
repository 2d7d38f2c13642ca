import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Keeps notes in each of the platform's services, by nothing but its environment, and does harm when asked. */
public final class Notes {
  private static final String TABLE = "notes";
  private static final int GRACE_SECONDS = 8;
  private static final int CONNECTIONS = 4;

  private final Map<String, String> env = System.getenv();
  private final ConcurrentLinkedDeque<Connection> connections = new ConcurrentLinkedDeque<>();
  private final List<Object> hoard = new ArrayList<>();
  private S3Client s3;
  private DynamoDbClient kv;
  private KmsClient kms;

  interface Page {
    String answer(Map<String, String> query) throws Exception;
  }

  public static void main(String[] args) throws IOException {
    Notes notes = new Notes();
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Map<String, Page> pages = new HashMap<>();
    pages.put("/health", query -> "ok");
    pages.put("/id", query -> System.getenv("HOSTNAME") + " " + System.getenv("MVI_RELEASE"));
    pages.put("/env", query -> System.getenv().getOrDefault(query.get("name"), ""));
    pages.put("/db", notes::database);
    pages.put("/s3", notes::objects);
    pages.put("/kv", notes::items);
    pages.put("/crypto", notes::secrets);
    pages.put("/reach", Notes::reach);
    pages.put("/lines", Notes::lines);
    pages.put("/slow", Notes::slow);
    pages.put("/oom", notes::hoard);
    pages.put("/crash", query -> crash());
    pages.forEach((path, page) -> server.createContext(path, call -> serve(call, page)));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
    System.out.println("listening on " + port);
  }

  private static void serve(HttpExchange call, Page page) throws IOException {
    int status = 200;
    String text;
    try {
      text = page.answer(query(call.getRequestURI().getRawQuery()));
    } catch (Exception failed) {
      status = 500;
      text = failed.toString();
      System.err.println(call.getRequestURI() + " failed: " + failed);
    }
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    try (var out = call.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  /** With value: keeps it and reads it back. Without: everything there is, one a line. */
  private String database(Map<String, String> query) throws SQLException {
    Connection connection = connections.pollFirst();
    if (connection == null || !connection.isValid(2)) {
      connection = connect();
    }
    try (var statement = connection.createStatement()) {
      if (query.containsKey("value")) {
        try (var insert = connection.prepareStatement("insert into notes(text) values (?) returning text")) {
          insert.setString(1, query.get("value"));
          var row = insert.executeQuery();
          row.next();
          return row.getString(1);
        }
      }
      var rows = statement.executeQuery("select text from notes order by id");
      StringBuilder all = new StringBuilder();
      while (rows.next()) {
        all.append(rows.getString(1)).append('\n');
      }
      return all.toString();
    } finally {
      if (connections.size() < CONNECTIONS) {
        connections.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  private Connection connect() throws SQLException {
    URI url = URI.create(env.get("DATABASE_URL"));
    String[] who = url.getUserInfo().split(":", 2);
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath()
                + "?connectTimeout=3&socketTimeout=10&gssEncMode=disable",
            who[0],
            URLDecoder.decode(who[1], StandardCharsets.UTF_8));
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(1)");
      statement.execute("create table if not exists notes(id bigserial primary key, text text not null)");
      statement.execute("select pg_advisory_unlock(1)");
    }
    return connection;
  }

  private synchronized S3Client s3() {
    s3 = s3 == null ? S3Client.create() : s3;
    return s3;
  }

  private synchronized DynamoDbClient kv() {
    if (kv == null) {
      DynamoDbClient made = DynamoDbClient.create();
      try {
        made.createTable(
            table ->
                table
                    .tableName(TABLE)
                    .billingMode("PAY_PER_REQUEST")
                    .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                    .attributeDefinitions(a -> a.attributeName("id").attributeType(ScalarAttributeType.S)));
      } catch (ResourceInUseException there) {
        System.out.println("the table is there");
      }
      kv = made;
    }
    return kv;
  }

  private synchronized KmsClient kms() {
    kms = kms == null ? KmsClient.create() : kms;
    return kms;
  }

  private String objects(Map<String, String> query) {
    String bucket = URI.create(env.get("UPLOADS_URL")).getHost();
    String value = query.get("value");
    if (value == null) {
      StringBuilder all = new StringBuilder();
      s3().listObjectsV2Paginator(list -> list.bucket(bucket).prefix("note/"))
          .contents()
          .forEach(each -> all.append(each.key().substring(5)).append('\n'));
      return all.toString();
    }
    s3().putObject(put -> put.bucket(bucket).key("note/" + value), RequestBody.fromString(value));
    return s3().getObjectAsBytes(get -> get.bucket(bucket).key("note/" + value)).asUtf8String();
  }

  private String items(Map<String, String> query) {
    String value = query.get("value");
    if (value == null) {
      StringBuilder all = new StringBuilder();
      kv().scanPaginator(scan -> scan.tableName(TABLE).consistentRead(true))
          .items()
          .forEach(item -> all.append(item.get("id").s()).append('\n'));
      return all.toString();
    }
    AttributeValue id = AttributeValue.fromS(value);
    kv().putItem(put -> put.tableName(TABLE).item(Map.of("id", id, "text", id)));
    return kv().getItem(get -> get.tableName(TABLE).key(Map.of("id", id)).consistentRead(true))
        .item()
        .get("text")
        .s();
  }

  /** Encrypts and decrypts; the key is the one that the link names. */
  private String secrets(Map<String, String> query) {
    SdkBytes plain = SdkBytes.fromUtf8String(query.getOrDefault("value", "secret"));
    SdkBytes sealed = kms().encrypt(e -> e.keyId(env.get("KEYS_URL")).plaintext(plain)).ciphertextBlob();
    return kms().decrypt(d -> d.ciphertextBlob(sealed)).plaintext().asUtf8String();
  }

  private static String reach(Map<String, String> query) {
    int limit = 1000;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(query.get("host"), Integer.parseInt(query.get("port"))), limit);
      return "open";
    } catch (IOException closed) {
      return "closed";
    }
  }

  /** Numbered lines as fast as they go: "name PAGE number", as many to a page as one query gives. */
  private static String lines(Map<String, String> query) {
    int count = Integer.parseInt(query.get("count"));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
    for (int i = 0; i < count; i++) {
      out.println(query.get("name") + " p" + i / 10_000 + " " + i);
    }
    out.flush();
    return System.getenv("HOSTNAME");
  }

  private static String slow(Map<String, String> query) throws InterruptedException {
    Thread.sleep(Long.parseLong(query.get("ms")));
    return "slow";
  }

  private synchronized String hoard(Map<String, String> query) {
    while (true) {
      hoard.add(java.nio.ByteBuffer.allocateDirect(1 << 20));
    }
  }

  private static String crash() {
    System.err.println("crashing as asked");
    Runtime.getRuntime().halt(7);
    return "";
  }
}

/** Says what it reads, on both streams, and ends with the code it is given. */
final class Echo {
  public static void main(String[] args) throws IOException {
    String read = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    System.out.print("out:" + read);
    System.err.print("err:" + read);
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(Integer.parseInt(args[0]));
  }
}
