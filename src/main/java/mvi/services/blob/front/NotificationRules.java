package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mvi.services.blob.NotificationRule;

/**
 * The rules by which a bucket tells of what happens in it, of which there are two sorts: those of
 * the manifest of the bucket's app, which the platform sets and nobody else changes, and those that
 * come by the S3 API. The first sort's ids begin with {@link NotificationRule#OF_MANIFEST}.
 */
record NotificationRules(NotificationTargets targets) {
    /** S3's own bound of a bucket. */
    static final int MOST = 100;

    private static final String FUNCTION = "arn:aws:lambda:";

    /**
     * What the rules become by a document that names these.
     *
     * @param account the bucket's own
     * @param isPlatform whether the platform has sent it, for whom it is the whole
     */
    List<NotificationRule> after(
            List<NotificationRule> now,
            List<NotificationRule> sent,
            String account,
            boolean isPlatform) {
        List<NotificationRule> rules = new ArrayList<>();
        if (!isPlatform) {
            now.stream().filter(NotificationRule::isOfManifest).forEach(rules::add);
        }
        for (NotificationRule each : sent) {
            if (isPlatform || !each.isOfManifest()) {
                requireTarget(each, account);
                rules.add(each);
            } else if (rules.stream().noneMatch(kept -> kept.id().equals(each.id()))) {
                throw invalid(
                        "'"
                                + each.id()
                                + "' is no rule of the app's manifest, and "
                                + NotificationRule.OF_MANIFEST
                                + " begins the ids of those alone");
            }
        }
        check(rules);
        return rules;
    }

    private void requireTarget(NotificationRule rule, String account) {
        if (!rule.target().startsWith(FUNCTION)) {
            // What nobody takes would only pile up.
            throw S3Error.notImplemented("telling a queue or a topic of events");
        }
        if (!targets.isThere(account, rule.target())) {
            throw invalid(
                    "there is no function '"
                            + rule.target()
                            + "' in the bucket's account "
                            + account
                            + " that could be told");
        }
    }

    private static void check(List<NotificationRule> rules) {
        if (rules.size() > MOST) {
            throw invalid("a bucket has at most " + MOST + " configurations");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            NotificationRule rule = rules.get(i);
            if (!ids.add(rule.id())) {
                throw invalid("the id '" + rule.id() + "' is given twice");
            }
            for (NotificationRule other : rules.subList(0, i)) {
                if (overlap(rule, other)) {
                    throw invalid(
                            "'%s' and '%s' are ambiguous: of two configurations with an event in common, their prefixes or their suffixes may overlap, but not both"
                                    .formatted(other.id(), rule.id()));
                }
            }
        }
    }

    /** Whether one object could be told of by both, as S3 sees it. */
    private static boolean overlap(NotificationRule one, NotificationRule other) {
        return (one.prefix().startsWith(other.prefix()) || other.prefix().startsWith(one.prefix()))
                && (one.suffix().endsWith(other.suffix()) || other.suffix().endsWith(one.suffix()))
                && one.events().stream()
                        .anyMatch(its -> other.events().stream().anyMatch(it -> meet(its, it)));
    }

    private static boolean meet(String one, String other) {
        return NotificationRule.covers(one, other) || NotificationRule.covers(other, one);
    }

    private static S3Error invalid(String why) {
        return S3Error.of("InvalidArgument", 400, why);
    }
}
