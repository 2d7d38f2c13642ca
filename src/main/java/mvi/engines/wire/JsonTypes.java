package mvi.engines.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How {@link Json} writes types of the JDK that are no records. */
final class JsonTypes {
    private JsonTypes() {}

    static SimpleModule module() {
        return new SimpleModule()
                .addSerializer(Duration.class, new AsText<>())
                .addSerializer(Instant.class, new AsText<>())
                .addSerializer(Optional.class, new OptionalWriter())
                .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse))
                .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse))
                .addDeserializer(Optional.class, new OptionalReader(null));
    }

    private static final class AsText<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class FromText<T> extends JsonDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;

        private FromText(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            try {
                return parse.apply(text);
            } catch (DateTimeException wrong) {
                throw context.weirdStringException(text, type, String.valueOf(wrong.getMessage()));
            }
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
        private final @Nullable JavaType inner;

        private OptionalReader(@Nullable JavaType inner) {
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
