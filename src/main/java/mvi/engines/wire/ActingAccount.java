package mvi.engines.wire;

import java.util.Optional;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpRequest;

/**
 * The account that a request acts in. It is the sender's own, unless the platform names another in
 * the header {@code x-mvi-account}: buckets, tables and keys have no account in their names, and
 * the platform makes them in its apps' accounts. The header must be under the signature, so that
 * nobody on the way adds or changes it.
 */
public final class ActingAccount {
    public static final String HEADER = "x-mvi-account";

    private ActingAccount() {}

    /**
     * The sender as of that account. To be called with a signature that has been verified. Throws
     * DENIED {@code access-denied} when another than the platform names an account not its own, and
     * INVALID {@code bad-account} for what is no account.
     */
    public static Principal of(HttpRequest request, SigV4 signature, Principal sender) {
        return of(request, signature.signs(HEADER), sender);
    }

    /** As above, for a sender who proved in another way who it is, or did not. */
    public static Principal of(HttpRequest request, boolean isSigned, Principal sender) {
        Optional<String> named = request.headers().first(HEADER);
        if (named.isEmpty() || named.get().equals(sender.account())) {
            return sender;
        }
        if (sender.role() != Principal.Role.PLATFORM
                || !isSigned
                || request.headers().all(HEADER).size() != 1) {
            throw Problem.denied(
                    "access-denied",
                    sender.name()
                            + " may not act in another account than its own: leave out "
                            + HEADER);
        }
        if (!named.get().matches("\\d{12}")) {
            throw Problem.invalid("bad-account", HEADER + " is not an account of 12 digits");
        }
        return new Principal(sender.role(), named.get(), sender.name());
    }
}
