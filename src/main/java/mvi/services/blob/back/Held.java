package mvi.services.blob.back;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Problem;
import mvi.services.blob.back.Slices.Slice;
import mvi.services.blob.core.HeldData;
import mvi.services.blob.core.Seal;

/** Data of this store that is held for a reader. */
sealed interface Held extends HeldData {
    /** Of a record. */
    record Bytes(Slices files, String id, byte[] bytes, long offset, long count) implements Held {
        @Override
        public ByteSource open(Optional<Seal> seal) {
            byte[] clear = seal.isEmpty() ? bytes : unsealed(seal.get());
            return ByteSource.of(Arrays.copyOfRange(clear, (int) offset, (int) (offset + count)));
        }

        private byte[] unsealed(Seal seal) {
            try {
                return SealedFormat.opened(seal, id, bytes);
            } catch (IOException damaged) {
                files.tell(id, damaged);
                throw unreadable(damaged);
            }
        }

        @Override
        public void close() {}
    }

    /** One file, which stays readable after its name is gone because it is open. */
    record OneFile(Slices files, Slice slice, FileChannel file) implements Held {
        static OneFile of(Slices files, Slice slice) {
            try {
                return new OneFile(files, slice, files.open(slice));
            } catch (IOException gone) {
                throw unreadable(gone);
            }
        }

        @Override
        public ByteSource open(Optional<Seal> seal) {
            try {
                return files.body(file, slice, seal);
            } catch (IOException damaged) {
                throw unreadable(damaged);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException read) {
                throw unreadable(read);
            }
        }
    }

    /** Several, all pinned. */
    record Files(Slices files, List<Slice> slices) implements Held {
        static Files of(Slices files, List<Slice> slices) {
            slices.forEach(each -> files.files().pin(each.id()));
            return new Files(files, slices);
        }

        @Override
        public ByteSource open(Optional<Seal> seal) {
            return new JoinedBody(files, slices, seal, this::close);
        }

        @Override
        public void close() {
            slices.forEach(each -> files.files().unpin(each.id()));
        }
    }

    private static Problem unreadable(IOException why) {
        return Problem.unavailable("blob-unavailable", "the object's data can't be opened", why);
    }
}
