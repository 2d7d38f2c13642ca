package mvi.start.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.blob.front.Accounts;

/** The accounts of all who have a credential. Their canonical ids are made of their numbers. */
final class KnownAccounts implements Accounts {
    private final Supplier<Collection<Principal>> principals;

    KnownAccounts(Supplier<Collection<Principal>> principals) {
        this.principals = principals;
    }

    @Override
    public String canonicalId(String account) {
        try {
            byte[] text = ("mvi account " + account).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException absent) {
            throw Problem.bug("the JDK has no SHA-256", absent);
        }
    }

    @Override
    public String displayName(String account) {
        return principals.get().stream()
                .filter(each -> each.account().equals(account))
                .map(Principal::name)
                .findFirst()
                .orElse(account);
    }

    @Override
    public Optional<String> withCanonicalId(String id) {
        return principals.get().stream()
                .map(Principal::account)
                .filter(each -> canonicalId(each).equals(id))
                .findFirst();
    }
}
