package mvi.fakes;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A service whose every call is answered by one function of the test. */
public final class Scripted {
    private Scripted() {}

    /** What a call gives, or throws; what it gives for a method without a result is dropped. */
    @FunctionalInterface
    public interface Answer {
        @Nullable Object to(Method method, Object[] arguments);
    }

    public static <T> T of(Class<T> service, Answer answer) {
        return service.cast(
                Proxy.newProxyInstance(
                        service.getClassLoader(),
                        new Class<?>[] {service},
                        (proxy, method, arguments) -> answer.to(method, arguments)));
    }
}
