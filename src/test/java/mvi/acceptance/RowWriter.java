package mvi.acceptance;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Writes row after row into a database, dials again when it is cut, and counts what was kept. */
final class RowWriter implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MORE = 20;
    private static final int SECONDS = 5;

    private final String url;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::write);

    private RowWriter(String url) {
        this.url = url;
    }

    /** With a table of its own, {@code rows}. */
    static RowWriter on(String url) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table rows(n bigint primary key, at timestamptz not null)");
        }
        RowWriter writer = new RowWriter(url);
        writer.thread.start();
        return writer;
    }

    private void write() {
        while (!isOver.get()) {
            try (Connection connection = connect(url);
                    Statement statement = connection.createStatement()) {
                while (!isOver.get()) {
                    writing.lock();
                    try {
                        statement.execute(
                                "insert into rows values ("
                                        + next.incrementAndGet()
                                        + ", clock_timestamp())");
                        acknowledged.incrementAndGet();
                    } finally {
                        writing.unlock();
                    }
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } catch (SQLException cut) {
                // Expected of a database that is killed: the next connection goes on.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Returns when more was acknowledged than is now. */
    void awaitMore(Duration limit) {
        long wanted = acknowledged.get() + MORE;
        Await.until("more rows are acknowledged", limit, () -> acknowledged.get() >= wanted);
    }

    /** What is asked of the database. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws SQLException;
    }

    /** Asks while nothing is written. */
    <T> T paused(Question<T> question) throws SQLException {
        writing.lock();
        try {
            return question.ask();
        } finally {
            writing.unlock();
        }
    }

    /** The database's own clock. */
    static Instant time(String url) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select clock_timestamp()")) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** How many rows there are, and a digest of them all. */
    static String rows(String url) throws SQLException {
        String query =
                "select count(*) || ' ' || md5(string_agg(n || ' ' || at, ',' order by n)) from"
                        + " rows";
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(String url) throws SQLException {
        URI parts = URI.create(url);
        String[] login = parts.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        properties.setProperty("connectTimeout", Integer.toString(SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(SECONDS));
        return DriverManager.getConnection(
                "jdbc:postgresql://" + parts.getHost() + ":" + parts.getPort() + parts.getPath(),
                properties);
    }

    @Override
    public void close() throws InterruptedException {
        isOver.set(true);
        thread.join();
    }
}
