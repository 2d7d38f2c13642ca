package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mvi.services.blob.AccessList;
import mvi.services.blob.AccessList.Access;
import mvi.services.blob.AccessList.Entry;
import mvi.services.blob.AccessList.Grantee;

/** Access lists as S3 writes them: by a canned name, in headers, as a document. */
final class Acls {
    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
    private static final String AUTHENTICATED_USERS =
            "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    private static final String LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";

    private static final Map<String, Access> GRANT_HEADERS =
            Map.of(
                    "x-amz-grant-full-control", Access.FULL_CONTROL,
                    "x-amz-grant-read", Access.READ,
                    "x-amz-grant-read-acp", Access.READ_ACP,
                    "x-amz-grant-write", Access.WRITE,
                    "x-amz-grant-write-acp", Access.WRITE_ACP);

    private static final Pattern GRANTEE =
            Pattern.compile("\\s*(id|uri|emailAddress)\\s*=\\s*\"?([^\",]*)\"?\\s*");

    private final Accounts accounts;
    private final Owners owners;

    Acls(Accounts accounts) {
        this.accounts = accounts;
        this.owners = new Owners(accounts);
    }

    /**
     * What the headers ask for; empty when they say nothing.
     *
     * @param owner of what it is for
     * @param bucketOwner of the bucket that it is or is in
     */
    Optional<AccessList> ofHeaders(S3Call call, String owner, String bucketOwner) {
        Optional<String> canned = call.header("x-amz-acl");
        List<Entry> granted = new ArrayList<>();
        call.headers()
                .each(
                        (name, value) -> {
                            Access access = GRANT_HEADERS.get(name.toLowerCase(Locale.ROOT));
                            if (access != null) {
                                granted.addAll(entries(value, access));
                            }
                        });
        if (canned.isPresent() && !granted.isEmpty()) {
            throw S3Error.of(
                    "InvalidRequest", 400, "x-amz-acl and x-amz-grant-… do not go together");
        }
        return canned.map(name -> canned(name, owner, bucketOwner))
                .or(
                        () ->
                                granted.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(checked(new AccessList(owner, granted))));
    }

    static boolean isAsked(S3Call call) {
        return call.headers().has("x-amz-acl")
                || GRANT_HEADERS.keySet().stream().anyMatch(call.headers()::has);
    }

    static AccessList canned(String name, String owner, String bucketOwner) {
        List<Entry> entries = new ArrayList<>();
        switch (name) {
            case "private", "aws-exec-read" -> {}
            case "public-read" -> entries.add(group(Grantee.ALL_USERS, Access.READ));
            case "public-read-write" -> {
                entries.add(group(Grantee.ALL_USERS, Access.READ));
                entries.add(group(Grantee.ALL_USERS, Access.WRITE));
            }
            case "authenticated-read" ->
                    entries.add(group(Grantee.AUTHENTICATED_USERS, Access.READ));
            case "log-delivery-write" -> {
                entries.add(group(Grantee.LOG_DELIVERY, Access.WRITE));
                entries.add(group(Grantee.LOG_DELIVERY, Access.READ_ACP));
            }
            case "bucket-owner-read" -> ofBucketOwner(entries, owner, bucketOwner, Access.READ);
            case "bucket-owner-full-control" ->
                    ofBucketOwner(entries, owner, bucketOwner, Access.FULL_CONTROL);
            default -> throw S3Error.of("InvalidArgument", 400, "'" + name + "' is no canned ACL");
        }
        entries.add(new Entry(Grantee.ACCOUNT, owner, Access.FULL_CONTROL));
        return new AccessList(owner, entries);
    }

    private static void ofBucketOwner(
            List<Entry> entries, String owner, String bucketOwner, Access access) {
        if (!owner.equals(bucketOwner)) {
            entries.add(new Entry(Grantee.ACCOUNT, bucketOwner, access));
        }
    }

    private static Entry group(Grantee grantee, Access access) {
        return new Entry(grantee, "", access);
    }

    private List<Entry> entries(String header, Access access) {
        List<Entry> entries = new ArrayList<>();
        for (String each : header.split(",", -1)) {
            Matcher matcher = GRANTEE.matcher(each);
            if (!matcher.matches()) {
                throw S3Error.of(
                        "InvalidArgument",
                        400,
                        "a grantee is id=\"…\", uri=\"…\" or emailAddress=…");
            }
            entries.add(
                    switch (matcher.group(1)) {
                        case "id" -> account(matcher.group(2), access);
                        case "uri" -> group(matcher.group(2), access);
                        default -> throw unknownEmail();
                    });
        }
        return entries;
    }

    private Entry account(String canonicalId, Access access) {
        return new Entry(
                Grantee.ACCOUNT,
                accounts.withCanonicalId(canonicalId)
                        .orElseThrow(() -> S3Error.of("InvalidArgument", 400, "Invalid id")),
                access);
    }

    private static Entry group(String uri, Access access) {
        return switch (uri) {
            case ALL_USERS -> group(Grantee.ALL_USERS, access);
            case AUTHENTICATED_USERS -> group(Grantee.AUTHENTICATED_USERS, access);
            case LOG_DELIVERY -> group(Grantee.LOG_DELIVERY, access);
            default -> throw S3Error.of("InvalidArgument", 400, "Invalid group uri");
        };
    }

    private static S3Error unknownEmail() {
        return S3Error.of(
                "UnresolvableGrantByEmailAddress", 400, "no account is known by an e-mail address");
    }

    private static AccessList checked(AccessList list) {
        if (list.entries().size() > AccessList.MOST_ENTRIES) {
            throw S3Error.malformedXml("there are at most " + AccessList.MOST_ENTRIES + " grants");
        }
        return list;
    }

    AccessList parse(XmlTree document, String owner) {
        document.child("Owner")
                .flatMap(it -> it.first("ID"))
                .filter(id -> !id.equals(accounts.canonicalId(owner)))
                .ifPresent(
                        id -> {
                            throw S3Error.accessDenied("the owner can't be changed");
                        });
        List<XmlTree> grants =
                document.child("AccessControlList")
                        .map(it -> it.all("Grant"))
                        .orElseThrow(() -> S3Error.malformedXml("it has no AccessControlList"));
        // Groups first, as in canned lists.
        return checked(
                new AccessList(
                        owner,
                        grants.stream()
                                .map(this::entry)
                                .sorted(Comparator.comparing(Acls::isAccount))
                                .toList()));
    }

    private static boolean isAccount(Entry entry) {
        return entry.grantee() == Grantee.ACCOUNT;
    }

    private Entry entry(XmlTree grant) {
        Access access =
                switch (grant.require("Permission")) {
                    case "FULL_CONTROL" -> Access.FULL_CONTROL;
                    case "READ" -> Access.READ;
                    case "WRITE" -> Access.WRITE;
                    case "READ_ACP" -> Access.READ_ACP;
                    case "WRITE_ACP" -> Access.WRITE_ACP;
                    default -> throw S3Error.malformedXml("it has an unknown Permission");
                };
        XmlTree grantee =
                grant.child("Grantee")
                        .orElseThrow(() -> S3Error.malformedXml("a Grant has a Grantee"));
        if (grantee.first("ID").isPresent()) {
            return account(grantee.require("ID"), access);
        }
        if (grantee.first("URI").isPresent()) {
            return group(grantee.require("URI"), access);
        }
        if (grantee.first("EmailAddress").isPresent()) {
            throw unknownEmail();
        }
        throw S3Error.malformedXml("a Grantee has an ID or a URI");
    }

    void write(XmlText xml, AccessList list) {
        owners.write(xml, "Owner", list.owner());
        xml.element(
                "AccessControlList",
                () -> list.entries().forEach(each -> xml.element("Grant", () -> write(xml, each))));
    }

    private void write(XmlText xml, Entry entry) {
        switch (entry.grantee()) {
            case ACCOUNT ->
                    xml.typed(
                            "Grantee",
                            "CanonicalUser",
                            () -> owners.writeFields(xml, entry.account()));
            case ALL_USERS -> writeGroup(xml, ALL_USERS);
            case AUTHENTICATED_USERS -> writeGroup(xml, AUTHENTICATED_USERS);
            case LOG_DELIVERY -> writeGroup(xml, LOG_DELIVERY);
        }
        xml.element("Permission", entry.access());
    }

    private static void writeGroup(XmlText xml, String uri) {
        xml.typed("Grantee", "Group", () -> xml.element("URI", uri));
    }
}
