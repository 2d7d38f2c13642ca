package mvi.api.front;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.api.schema.BlobCheckView;
import mvi.api.schema.BlobCheckView.DamageView;
import mvi.api.schema.BlobCheckView.PassView;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.http.HttpReply;
import mvi.platform.Platform;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;

/** The operations on Blob as a whole. */
final class BlobHandlers {
    private static final PassView NONE = new PassView("", "", 0, 0, 0, 0);

    private final Platform platform;
    private final BlobChecks checks;
    private final Clock clock;

    BlobHandlers(Platform platform, Clock clock) {
        this.platform = platform;
        this.checks = platform.blobChecks();
        this.clock = clock;
    }

    HttpReply check(ApiCall unused) {
        return AppHandlers.json(view(checks.passes()));
    }

    /** One that goes on is not begun again. */
    HttpReply beginCheck(ApiCall unused) {
        if (checks.passes().running().isEmpty()) {
            checks.ask(clock.now());
        }
        return AppHandlers.json(view(checks.passes()));
    }

    private BlobCheckView view(BlobChecks.Passes passes) {
        // What both have found is one damage.
        Set<BlobDamage> damages = new LinkedHashSet<>();
        passes.running().map(checks::damages).ifPresent(damages::addAll);
        passes.last().map(checks::damages).ifPresent(damages::addAll);
        Map<String, String> owners = damages.isEmpty() ? Map.of() : owners();
        return new BlobCheckView(
                state(passes),
                passes.last().map(BlobHandlers::view).orElse(NONE),
                passes.running().map(BlobHandlers::view).orElse(NONE),
                passes.damaged(),
                damages.stream().map(each -> view(each, owners)).toList());
    }

    private static String state(BlobChecks.Passes passes) {
        if (passes.running().isPresent()) {
            return "running";
        }
        if (passes.isAsked()) {
            return "asked";
        }
        return passes.last().isPresent() ? "done" : "never";
    }

    private static PassView view(BlobCheck pass) {
        return new PassView(
                pass.started().toString(),
                pass.ended().map(Instant::toString).orElse(""),
                pass.objects(),
                pass.bytes(),
                pass.damaged(),
                pass.orphans());
    }

    /** Names by account. */
    private Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        platform.credentials()
                .list(Optional.empty())
                .forEach(
                        each ->
                                owners.put(
                                        each.credential().principal().account(),
                                        each.credential().principal().name()));
        return owners;
    }

    private static DamageView view(BlobDamage damage, Map<String, String> owners) {
        return new DamageView(
                owners.getOrDefault(damage.account(), damage.account()),
                damage.account(),
                damage.bucket(),
                damage.key(),
                damage.version(),
                damage.upload(),
                damage.what(),
                fix(damage));
    }

    private static String fix(BlobDamage damage) {
        if (damage.isOfIndex()) {
            return "stop the platform and bring MVI_HOME/data back from a backup";
        }
        if (damage.isOfPart()) {
            return "send that part again, or abort the upload";
        }
        if (damage.account().equals(Principal.PLATFORM_ACCOUNT)) {
            return "it belongs to an image, a build or a release: deploy its app again, which makes"
                    + " new ones";
        }
        return "restore it from elsewhere, or delete that version";
    }
}
