import java.sql.Connection;
import java.sql.SQLException;

/** Ships one order after the other; several workers never ship the same one. */
final class Worker {
  private static final long PAUSE_MILLIS = 200;

  public static void main(String[] args) throws InterruptedException {
    while (true) {
      try (Connection connection = Shop.connect()) {
        System.out.println("at work");
        while (true) {
          if (!ship(connection)) {
            Thread.sleep(PAUSE_MILLIS);
          }
        }
      } catch (SQLException failed) {
        System.err.println("the database is away: " + failed.getMessage());
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Whether there was one. */
  private static boolean ship(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var shipped =
            statement.executeQuery(
                "update orders set state = 'shipped' where id = (select id from orders where state = 'new'"
                    + " order by id limit 1 for update skip locked) returning id")) {
      if (!shipped.next()) {
        return false;
      }
      System.out.println("shipped order " + shipped.getLong(1));
      return true;
    }
  }
}
