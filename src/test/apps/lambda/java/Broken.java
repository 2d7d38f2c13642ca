import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

public final class Broken implements RequestHandler<Map<String, Object>, Object> {
  private static final Object NOWHERE = nowhere();

  private static Object nowhere() {
    throw new IllegalStateException("there is nowhere to start from");
  }

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    return NOWHERE;
  }
}
