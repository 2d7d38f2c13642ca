package mvi.services.database.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.database.RestorePoint;
import org.junit.jupiter.api.Test;

final class ArchivePlanTest {
    private static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");

    @Test
    void placesAreWrittenAsPostgresWritesThem() {
        assertThat(Lsn.parse("16/B374D848")).hasToString("16/B374D848");
        assertThat(Lsn.parse("16/B374D848").fileName(3)).isEqualTo("0000000300000016000000B3");
        assertThat(WalFile.parse("0000000300000016000000B3"))
                .contains(new WalFile(3, Lsn.parse("16/B3000000")));
        assertThat(WalFile.parse("00000002.history")).isEmpty();
        for (String wrong : List.of("", "1", "/1", "1/", "123456789/0", "0/123456789", "x/1")) {
            assertThatThrownBy(() -> Lsn.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPieceIsFoundAgainByItsKey() {
        WalPiece piece = piece("1/FF000010", "2/0");
        assertThat(WalPiece.ofKey(piece.key())).contains(piece);
        assertThat(piece.key()).startsWith(WalPiece.segmentPrefix(1, Lsn.parse("1/FF000000")));
        assertThat(WalPiece.ofKey("base/bk-1/backup.json")).isEmpty();
        assertThatThrownBy(() -> piece("1/FF000010", "2/1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChainTakesTheLongestAndEndsAtAGap() {
        WalPiece whole = piece("0/1000000", "0/2000000");
        WalPiece part = piece("0/1000000", "0/1800000");
        WalPiece second = piece("0/1800000", "0/2000000");
        WalPiece third = piece("0/2000000", "0/2000010");
        WalPiece lost = piece("0/2000020", "0/2000030");
        assertThat(ArchivePlan.chain(List.of(part, whole, second, third, lost), whole.start()))
                .containsExactly(whole, third);
        assertThat(ArchivePlan.chain(List.of(part, second, third), Lsn.parse("0/1900000")))
                .containsExactly(second, third);
        assertThat(ArchivePlan.chain(List.of(lost), whole.start())).isEmpty();
    }

    @Test
    void aMomentBeginsFromTheLastBackupBefore() {
        List<BaseBackup> all = List.of(backup(3), backup(2), backup(1));
        assertThat(ArchivePlan.baseFor(all, NOON.minus(Duration.ofHours(36)))).contains(backup(2));
        assertThat(ArchivePlan.baseFor(all, backup(2).taken())).contains(backup(2));
        assertThat(ArchivePlan.earliest(all)).contains(backup(3).taken());
        assertThat(ArchivePlan.outdated(all, Duration.ofHours(36), NOON))
                .containsExactly(backup(3));
        assertThat(ArchivePlan.outdated(all, Duration.ofDays(9), NOON)).isEmpty();
    }

    @Test
    void whatIsOutsideIsRefusedWithTheWindow() {
        List<BaseBackup> all = List.of(backup(3));
        assertThat(RestoreTarget.of(new RestorePoint.Latest(), all, NOON)).isEmpty();
        assertThat(RestoreTarget.of(new RestorePoint.Backup("bk-3"), all, NOON))
                .contains(backup(3).taken());
        assertThatThrownBy(() -> RestoreTarget.of(new RestorePoint.Backup("bk-4"), all, NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("bk-4");
        Instant later = NOON.plusSeconds(1);
        assertThatThrownBy(() -> RestoreTarget.of(new RestorePoint.At(later), all, NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("2026-01-07T12:00:00Z and 2026-01-10T12:00:00Z");
        Instant earlier = backup(3).taken().minusSeconds(1);
        assertThatThrownBy(() -> RestoreTarget.base(all, Optional.of(earlier), NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("2026-01-07T12:00:00Z and 2026-01-10T12:00:00Z");
        assertThatThrownBy(() -> RestoreTarget.base(List.of(), Optional.empty(), NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no backup yet");
    }

    @Test
    void theLogIsCutAtSegmentsAndAtItsLimit() {
        WalCollector collector = new WalCollector(1, Lsn.parse("0/1FFFF00"));
        ByteBuffer log = ByteBuffer.allocate(WalCollector.MOST + 0x200);
        List<WalPiece> pieces = new ArrayList<>();
        while (log.hasRemaining()) {
            collector.take(log);
            if (collector.isFull()) {
                pieces.add(collector.piece());
                collector.cut();
            }
        }
        assertThat(pieces)
                .containsExactly(piece("0/1FFFF00", "0/2000000"), piece("0/2000000", "0/2400000"));
        assertThat(collector.piece()).isEqualTo(piece("0/2400000", "0/2400100"));
    }

    @Test
    void aBackupSaysWhichLogItNeeds() {
        String end =
                """
                ],
                "WAL-Ranges": [
                { "Timeline": 2, "Start-LSN": "0/2000028", "End-LSN": "0/2000100" }
                ],
                "Manifest-Checksum": "00"}
                """;
        assertThat(BackupReport.parse(end))
                .contains(new BackupReport(2, Lsn.parse("0/2000028"), Lsn.parse("0/2000100")));
        assertThat(BackupReport.parse("{}")).isEmpty();
    }

    private static WalPiece piece(String start, String end) {
        return new WalPiece(1, Lsn.parse(start), Lsn.parse(end));
    }

    private static BaseBackup backup(int daysAgo) {
        Instant taken = NOON.minus(Duration.ofDays(daysAgo));
        return new BaseBackup("bk-" + daysAgo, 1, new Lsn(1), new Lsn(2), taken, taken, 1);
    }
}
