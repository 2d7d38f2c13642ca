package mvi.fakes;

import java.lang.reflect.Proxy;

/** A service that must not be called: every method fails the test, saying which. */
public final class Unreachable {
    private Unreachable() {}

    public static <T> T of(Class<T> service) {
        return service.cast(
                Proxy.newProxyInstance(
                        service.getClassLoader(),
                        new Class<?>[] {service},
                        (proxy, method, arguments) -> {
                            throw new AssertionError(
                                    service.getSimpleName()
                                            + "."
                                            + method.getName()
                                            + " was called");
                        }));
    }
}
