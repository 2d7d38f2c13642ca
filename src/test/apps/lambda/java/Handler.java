import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

public final class Handler implements RequestHandler<Map<String, Object>, Object> {
  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    if (event.containsKey("fail")) {
      throw new IllegalStateException(event.get("fail").toString());
    }
    if (event.containsKey("large")) {
      return "x".repeat(((Number) event.get("large")).intValue());
    }
    return Map.of(
        "name", event.get("name"),
        "function", context.getFunctionName(),
        "memory", context.getMemoryLimitInMB());
  }
}
