package mvi.services.database.back;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import mvi.engines.base.Secret;
import mvi.services.database.core.Lsn;
import mvi.services.database.core.PostgresSettings;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The write-ahead log of a running instance as it is flushed there: PostgreSQL's streaming
 * replication protocol (PostgreSQL manual, "Streaming Replication Protocol", physical).
 */
final class WalStream implements AutoCloseable {
    private static final int STATUS_SECONDS = 5;
    private static final int CONNECT_SECONDS = 5;

    private final Connection connection;
    private final PGReplicationStream stream;

    private WalStream(Connection connection, PGReplicationStream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Begins at a place.
     *
     * @param role one that may replicate
     */
    static WalStream open(String address, int port, String role, Secret password, Lsn from)
            throws SQLException {
        Properties settings = new Properties();
        PGProperty.USER.set(settings, role);
        PGProperty.PASSWORD.set(settings, password.revealText());
        PGProperty.REPLICATION.set(settings, "true");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(settings, "12");
        PGProperty.PREFER_QUERY_MODE.set(settings, "simple");
        // The name by which a synchronous instance waits for it.
        PGProperty.APPLICATION_NAME.set(settings, PostgresSettings.SLOT);
        PGProperty.CONNECT_TIMEOUT.set(settings, CONNECT_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(settings, true);
        PGProperty.SSL_MODE.set(settings, "disable");
        Connection connection =
                new Driver().connect("jdbc:postgresql://" + address + ":" + port + "/", settings);
        if (connection == null) {
            throw new SQLException("the driver takes no such address: " + address);
        }
        try {
            return new WalStream(
                    connection,
                    connection
                            .unwrap(PGConnection.class)
                            .getReplicationAPI()
                            .replicationStream()
                            .physical()
                            .withSlotName(PostgresSettings.SLOT)
                            .withStartPosition(LogSequenceNumber.valueOf(from.value()))
                            .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                            // It would report as kept what is only on its way.
                            .withAutomaticFlush(false)
                            .start());
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /** The next of the log; waits for it. */
    ByteBuffer next() throws SQLException {
        return stream.read();
    }

    /** The next of the log when it is there. */
    @Nullable ByteBuffer pending() throws SQLException {
        return stream.readPending();
    }

    /** All before this place is kept: the instance need keep it no longer, and may commit. */
    void kept(Lsn end) throws SQLException {
        LogSequenceNumber place = LogSequenceNumber.valueOf(end.value());
        stream.setFlushedLSN(place);
        stream.setAppliedLSN(place);
        stream.forceUpdateStatus();
    }

    /** May be called by another thread to end a read. */
    @Override
    public void close() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException alreadyGone) {
            // Closing is all that was wanted.
        }
    }
}
