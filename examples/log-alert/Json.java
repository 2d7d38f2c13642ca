import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, texts, numbers and booleans, since the JDK has nothing that does. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Json.Value parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    if (json.peek() != 0) {
      throw json.unexpected();
    }
    return new Value(value);
  }

  /** A text as it stands in JSON, with its quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char each : text.toCharArray()) {
      if (each == '"' || each == '\\') {
        out.append('\\').append(each);
      } else if (each < ' ') {
        out.append("\\u%04x".formatted((int) each));
      } else {
        out.append(each);
      }
    }
    return out.append('"').toString();
  }

  /** A place in what was read; whoever asks for what is not there gets a place with nothing at it. */
  record Value(Object raw) {
    Value at(String name) {
      return new Value(raw instanceof Map<?, ?> map ? map.get(name) : null);
    }

    List<Value> items() {
      return raw instanceof List<?> list ? list.stream().map(Value::new).toList() : List.of();
    }

    String text() {
      return raw == null ? "" : raw.toString();
    }
  }

  private Object value() {
    char first = peek();
    return switch (first) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    expect('{');
    while (!found('}')) {
      if (!fields.isEmpty()) {
        expect(',');
      }
      String name = string();
      expect(':');
      fields.put(name, value());
    }
    return fields;
  }

  private List<Object> list() {
    List<Object> items = new ArrayList<>();
    expect('[');
    while (!found(']')) {
      if (!items.isEmpty()) {
        expect(',');
      }
      items.add(value());
    }
    return items;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char each = text.charAt(at++);
      if (each == '"') {
        return out.toString();
      }
      out.append(each == '\\' ? escaped() : each);
    }
    throw unexpected();
  }

  private char escaped() {
    char each = text.charAt(at++);
    return switch (each) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> each;
    };
  }

  /** A number, or one of three words. */
  private Object word() {
    int start = at;
    while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      case "" -> throw unexpected();
      default -> new java.math.BigDecimal(word);
    };
  }

  /** The next character that is no blank; 0 at the end. */
  private char peek() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean found(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) {
    if (!found(wanted)) {
      throw unexpected();
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("no JSON at character " + at + ": " + text);
  }
}
