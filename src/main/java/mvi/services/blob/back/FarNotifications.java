package mvi.services.blob.back;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mvi.services.blob.BucketName;
import mvi.services.blob.NotificationRule;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;

/** By which rules a bucket at the far side tells of what happens in it. */
record FarNotifications(FarS3 far) {
    List<NotificationRule> list(BucketName bucket) {
        GetBucketNotificationConfigurationRequest request =
                GetBucketNotificationConfigurationRequest.builder()
                        .bucket(far.name(bucket))
                        .overrideConfiguration(each -> far.as(each, bucket.account()))
                        .build();
        GetBucketNotificationConfigurationResponse answer =
                far.call(s3 -> s3.getBucketNotificationConfiguration(request));
        return Stream.of(
                        answer.lambdaFunctionConfigurations().stream()
                                .map(
                                        it ->
                                                rule(
                                                        it.id(),
                                                        it.lambdaFunctionArn(),
                                                        it.eventsAsStrings(),
                                                        it.filter())),
                        answer.queueConfigurations().stream()
                                .map(
                                        it ->
                                                rule(
                                                        it.id(),
                                                        it.queueArn(),
                                                        it.eventsAsStrings(),
                                                        it.filter())),
                        answer.topicConfigurations().stream()
                                .map(
                                        it ->
                                                rule(
                                                        it.id(),
                                                        it.topicArn(),
                                                        it.eventsAsStrings(),
                                                        it.filter())))
                .flatMap(each -> each)
                .toList();
    }

    private static NotificationRule rule(
            String id,
            String target,
            List<String> events,
            @Nullable NotificationConfigurationFilter filter) {
        return new NotificationRule(
                id, target, events, filtered(filter, "prefix"), filtered(filter, "suffix"));
    }

    private static String filtered(@Nullable NotificationConfigurationFilter filter, String name) {
        if (filter == null || filter.key() == null) {
            return "";
        }
        return filter.key().filterRules().stream()
                .filter(each -> each.nameAsString().toLowerCase(Locale.ROOT).equals(name))
                .map(each -> Optional.ofNullable(each.value()).orElse(""))
                .findFirst()
                .orElse("");
    }

    /** Rules that tell functions. */
    void set(BucketName bucket, List<NotificationRule> rules) {
        List<LambdaFunctionConfiguration> all =
                rules.stream().map(FarNotifications::configuration).toList();
        PutBucketNotificationConfigurationRequest request =
                PutBucketNotificationConfigurationRequest.builder()
                        .bucket(far.name(bucket))
                        .notificationConfiguration(it -> it.lambdaFunctionConfigurations(all))
                        .overrideConfiguration(each -> far.as(each, bucket.account()))
                        .build();
        far.call(s3 -> s3.putBucketNotificationConfiguration(request));
    }

    private static LambdaFunctionConfiguration configuration(NotificationRule rule) {
        LambdaFunctionConfiguration.Builder configuration =
                LambdaFunctionConfiguration.builder()
                        .id(rule.id())
                        .lambdaFunctionArn(rule.target())
                        .eventsWithStrings(rule.events());
        List<FilterRule> filters =
                Stream.of(filter("prefix", rule.prefix()), filter("suffix", rule.suffix()))
                        .flatMap(Optional::stream)
                        .toList();
        if (!filters.isEmpty()) {
            configuration.filter(it -> it.key(key -> key.filterRules(filters)));
        }
        return configuration.build();
    }

    private static Optional<FilterRule> filter(String name, String value) {
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(FilterRule.builder().name(name).value(value).build());
    }
}
