package mvi.engines.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/**
 * Records as JSON objects, by the names of their components. Durations and instants are ISO 8601
 * text, an empty Optional is null. Names that a reader doesn't know are passed over, so that
 * neighbouring releases understand each other.
 */
public final class JsonRecords {
    private final ObjectMapper mapper;

    public JsonRecords() {
        SimpleModule times = new SimpleModule();
        times.addSerializer(Duration.class, new AsText<>());
        times.addSerializer(Instant.class, new AsText<>());
        times.addSerializer(Optional.class, new OptionalWriter());
        times.addDeserializer(
                Duration.class,
                new JsonDeserializer<Duration>() {
                    @Override
                    public Duration deserialize(JsonParser in, DeserializationContext context)
                            throws IOException {
                        return Duration.parse(in.getText());
                    }
                });
        times.addDeserializer(
                Instant.class,
                new JsonDeserializer<Instant>() {
                    @Override
                    public Instant deserialize(JsonParser in, DeserializationContext context)
                            throws IOException {
                        return Instant.parse(in.getText());
                    }
                });
        times.addDeserializer(Optional.class, new OptionalReader(null));
        mapper =
                new ObjectMapper()
                        .registerModule(times)
                        .setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
                        .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                        .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
                        .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
                        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                        .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true)
                        .configure(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, true);
    }

    /** One line of UTF-8. */
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException unwritable) {
            throw Problem.bug("no JSON of " + value.getClass(), unwritable);
        }
    }

    /** Throws {@link Problem} INVALID {@code invalid-json}. */
    public <T> T read(byte[] json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (IOException | RuntimeException malformed) {
            throw new Problem(
                    "invalid-json",
                    Kind.INVALID,
                    "The JSON is not a " + type.getSimpleName() + ".",
                    String.valueOf(malformed.getMessage()),
                    malformed);
        }
    }

    private static final class AsText<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.toString());
        }
    }

    @SuppressWarnings("rawtypes") // Jackson names the erased type.
    private static final class OptionalWriter extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (value.isPresent()) {
                provider.defaultSerializeValue(value.get(), out);
            } else {
                out.writeNull();
            }
        }
    }

    @SuppressWarnings("rawtypes") // Jackson names the erased type.
    private static final class OptionalReader extends JsonDeserializer<Optional>
            implements ContextualDeserializer {
        private final @org.jspecify.annotations.Nullable JavaType inner;

        private OptionalReader(@org.jspecify.annotations.Nullable JavaType inner) {
            this.inner = inner;
        }

        @Override
        public JsonDeserializer<?> createContextual(
                DeserializationContext context, BeanProperty property) {
            return new OptionalReader(context.getContextualType().containedType(0));
        }

        @Override
        public Optional deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (inner == null) {
                throw new IOException("an Optional of no known type");
            }
            return Optional.of(context.readValue(in, inner));
        }

        @Override
        public Optional getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Optional getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
