package mvi.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import mvi.engines.base.Problem;
import mvi.services.blob.ObjectOwnership;
import mvi.start.data.DataConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns what is written to new buckets, as the knob says. */
class ObjectOwnershipKnobTest {
    @TempDir Path folder;

    private ObjectOwnership ownership(Map<String, String> environment) {
        return DataConfig.of(Configuration.load(new Home(folder), environment)).objectOwnership();
    }

    @Test
    void theBucketsOwnerUnlessSaidOtherwise() {
        assertThat(ownership(Map.of())).isEqualTo(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        assertThat(ownership(Map.of("MVI_OBJECT_OWNERSHIP", "BucketOwnerPreferred")))
                .isEqualTo(ObjectOwnership.BUCKET_OWNER_PREFERRED);
        assertThat(ownership(Map.of("MVI_OBJECT_OWNERSHIP", "ObjectWriter")))
                .isEqualTo(ObjectOwnership.OBJECT_WRITER);
    }

    @Test
    void aWrongValueIsRefusedByItsWords() {
        assertThatThrownBy(() -> ownership(Map.of("MVI_OBJECT_OWNERSHIP", "objectwriter")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_OBJECT_OWNERSHIP")
                .hasMessageContaining("ObjectWriter is wanted");
    }
}
