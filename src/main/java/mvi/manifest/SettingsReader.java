package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import mvi.manifest.ContainerSettings.Ulimit;

/** Reads the keys of a service that set up its containers. */
final class SettingsReader {
    /** What a container may have beside what every one keeps; none reaches out of it. */
    static final Set<String> SAFE_CAPABILITIES =
            Set.of(
                    "AUDIT_WRITE",
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "FSETID",
                    "IPC_LOCK",
                    "KILL",
                    "NET_BIND_SERVICE",
                    "SETFCAP",
                    "SETGID",
                    "SETPCAP",
                    "SETUID",
                    "SYS_CHROOT",
                    "SYS_NICE");

    static final int PIDS = 32_768;
    private static final Set<String> ULIMITS =
            Set.of(
                    "as",
                    "core",
                    "cpu",
                    "data",
                    "fsize",
                    "locks",
                    "memlock",
                    "msgqueue",
                    "nice",
                    "nofile",
                    "nproc",
                    "rss",
                    "rtprio",
                    "rttime",
                    "sigpending",
                    "stack");
    private static final long UNLIMITED = -1;

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
    private static final Pattern USER = Pattern.compile(ACCOUNT + "(:" + ACCOUNT + ")?");
    private static final Pattern PATH = Pattern.compile("/[^\\x00-\\x1f:]{0,1023}");
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** The kernel takes one character more. */
    private static final Pattern HOSTNAME = Pattern.compile("(?=.{1,63}$)" + HOST);

    private static final Pattern SIGNAL =
            Pattern.compile("(SIG)?[A-Z]{1,10}([+-]\\d{1,2})?[0-9]?|[1-9]|[1-5]\\d|6[0-4]");
    private static final Pattern TMPFS_OPTION =
            Pattern.compile(
                    "size=\\d{1,12}[kKmMgG]?%?|mode=[0-7]{3,4}|uid=\\d{1,9}|gid=\\d{1,9}|rw|noexec|nosuid|nodev");
    private static final Pattern NAMESPACED =
            Pattern.compile(
                    "net\\.[a-z0-9_./-]+|fs\\.mqueue\\.[a-z_]+|kernel\\.(shm[a-z_]*|msg[a-z_]*|sem)");

    private final ReadContext context;
    private final Values values;
    private final Tree.Fields service;

    SettingsReader(ReadContext context, Tree.Fields service) {
        this.context = context;
        this.values = context.values();
        this.service = service;
    }

    /**
     * @param mounted file systems in memory that {@code volumes} asks for
     */
    ContainerSettings read(Map<String, String> mounted) {
        security();
        Map<String, String> inMemory = new LinkedHashMap<>(mounted);
        service.value("tmpfs").map(this::tmpfs).ifPresent(inMemory::putAll);
        return new ContainerSettings(
                text("user", USER, "user or user:group, names or numbers"),
                texts("group_add", ACCOUNT, "names or numbers of groups"),
                text("working_dir", PATH, "an absolute path"),
                text("hostname", HOSTNAME, "letters, digits, hyphens and dots, at most 63"),
                text("stop_signal", SIGNAL, "a signal such as SIGINT"),
                truth("init", true),
                truth("read_only", false),
                inMemory,
                service.value("shm_size").flatMap(each -> values.bytes("shm_size", each)),
                service.value("cap_add").map(this::added).orElse(List.of()),
                service.value("cap_drop").map(this::dropped).orElse(List.of()),
                service.value("ulimits").map(this::ulimits).orElse(Map.of()),
                pids(),
                service.value("sysctls").map(this::sysctls).orElse(Map.of()),
                service.value("extra_hosts").map(this::hosts).orElse(Map.of()),
                service.value("dns").map(this::nameServers).orElse(List.of()),
                labels());
    }

    private Optional<String> text(String key, Pattern wanted, String words) {
        return service.value(key)
                .flatMap(
                        tree ->
                                values.text(key, tree)
                                        .filter(text -> matches(key, wanted, words, text, tree)));
    }

    private List<String> texts(String key, Pattern wanted, String words) {
        return service.value(key).stream()
                .flatMap(tree -> values.texts(key, tree).stream())
                .filter(text -> matches(key, wanted, words, text.value(), text))
                .map(Tree.Text::value)
                .toList();
    }

    private boolean matches(String key, Pattern wanted, String words, String text, Tree tree) {
        if (wanted.matcher(text).matches()) {
            return true;
        }
        values.wrong(key, words, tree);
        return false;
    }

    private boolean truth(String key, boolean otherwise) {
        return service.value(key).map(tree -> values.truth(key, tree, otherwise)).orElse(otherwise);
    }

    /** 0 and -1 are no limit of one's own. */
    private Optional<Integer> pids() {
        Optional<Tree> deployed =
                service.mapping("deploy")
                        .flatMap(deploy -> deploy.mapping("resources"))
                        .flatMap(resources -> resources.mapping("limits"))
                        .flatMap(limits -> limits.value("pids"));
        return new EqualKeys(context.findings(), service)
                .read("pids_limit", "deploy.resources.limits.pids", deployed, this::pids)
                .filter(pids -> pids > 0);
    }

    private Optional<Integer> pids(Tree tree) {
        OptionalInt pids = values.integer("pids_limit", tree, -1, PIDS);
        return pids.isPresent() ? Optional.of(pids.getAsInt()) : Optional.empty();
    }

    private Map<String, String> tmpfs(Tree tree) {
        Map<String, String> mounts = new LinkedHashMap<>();
        for (Tree.Text text : values.texts("tmpfs", tree)) {
            int colon = text.value().indexOf(':');
            String path = colon < 0 ? text.value() : text.value().substring(0, colon);
            String options = colon < 0 ? "" : text.value().substring(colon + 1);
            boolean areOptionsGood =
                    options.isEmpty()
                            || List.of(options.split(",", -1)).stream()
                                    .allMatch(each -> TMPFS_OPTION.matcher(each).matches());
            if (PATH.matcher(path).matches() && areOptionsGood) {
                mounts.put(path, options);
            } else {
                values.wrong("tmpfs", "/path or /path:size=64m,mode=1777,uid=N,gid=N", text);
            }
        }
        return mounts;
    }

    private List<String> added(Tree tree) {
        return values.texts("cap_add", tree).stream().filter(this::isSafe).map(this::name).toList();
    }

    private boolean isSafe(Tree.Text text) {
        boolean isSafe = SAFE_CAPABILITIES.contains(name(text));
        if (!isSafe) {
            context.findings()
                    .error(
                            text.place(),
                            "refused",
                            "cap_add: " + text.value() + " would reach out of the container",
                            "leave it out; there are "
                                    + String.join(
                                            ", ", SAFE_CAPABILITIES.stream().sorted().toList()));
        }
        return isSafe;
    }

    private List<String> dropped(Tree tree) {
        return values.texts("cap_drop", tree).stream().map(this::name).toList();
    }

    private String name(Tree.Text capability) {
        String name = capability.value().toUpperCase(Locale.ROOT);
        return name.startsWith("CAP_") ? name.substring("CAP_".length()) : name;
    }

    private void security() {
        service.value("security_opt").stream()
                .flatMap(tree -> values.texts("security_opt", tree).stream())
                .filter(text -> !text.value().matches("no-new-privileges([:=]true)?"))
                .forEach(
                        text ->
                                context.findings()
                                        .error(
                                                text.place(),
                                                "refused",
                                                "security_opt: "
                                                        + text.value()
                                                        + " would break the isolation of the app",
                                                "leave it out; no-new-privileges is always set"));
    }

    private Map<String, Ulimit> ulimits(Tree tree) {
        Map<String, Ulimit> limits = new LinkedHashMap<>();
        values.fields("ulimits", tree)
                .ifPresent(
                        fields ->
                                fields.fields()
                                        .forEach((name, field) -> ulimit(name, field, limits)));
        return limits;
    }

    private void ulimit(String name, Tree.Field field, Map<String, Ulimit> into) {
        if (!ULIMITS.contains(name)) {
            context.findings()
                    .error(
                            field.key(),
                            "unknown-key",
                            "no limit is called '" + name + "' (ulimits)",
                            NearName.didYouMean(name, ULIMITS));
            return;
        }
        if (field.value() instanceof Tree.Text text) {
            limit(name, text).ifPresent(both -> into.put(name, new Ulimit(both, both)));
            return;
        }
        Optional<Tree.Fields> pair = values.fields("ulimits." + name, field.value());
        if (pair.isEmpty()) {
            return;
        }
        ComposeTable.check(ComposeTable.ULIMIT, pair.get(), context.findings());
        Optional<Long> hard = pair.get().value("hard").flatMap(each -> limit(name, each));
        Optional<Long> soft = pair.get().value("soft").flatMap(each -> limit(name, each));
        if (hard.isPresent() && soft.isPresent() && soft.get() > hard.get()) {
            values.wrong("ulimits." + name, "soft no higher than hard", pair.get());
        } else if (hard.isPresent() && soft.isPresent()) {
            into.put(name, new Ulimit(soft.get(), hard.get()));
        } else if (pair.get().value("hard").isEmpty() || pair.get().value("soft").isEmpty()) {
            values.wrong("ulimits." + name, "both soft and hard", pair.get());
        }
    }

    private Optional<Long> limit(String name, Tree tree) {
        if (tree instanceof Tree.Text text && text.value().matches("-1|\\d{1,18}")) {
            long limit = Long.parseLong(text.value());
            return Optional.of(limit == UNLIMITED ? Long.MAX_VALUE : limit);
        }
        return values.wrong("ulimits." + name, "a whole number, or -1 for no limit", tree);
    }

    private Map<String, String> sysctls(Tree tree) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        values.pairs("sysctls", tree)
                .forEach(
                        (name, value) -> {
                            if (NAMESPACED.matcher(name).matches() && value.isPresent()) {
                                sysctls.put(name, value.get());
                            } else {
                                context.findings()
                                        .error(
                                                tree.place(),
                                                "refused",
                                                "sysctls: "
                                                        + name
                                                        + " is the machine's, not the container's",
                                                "there are net.*, fs.mqueue.*, kernel.shm*,"
                                                        + " kernel.msg* and kernel.sem");
                            }
                        });
        return sysctls;
    }

    /** {@code name:address} or {@code name=address}, in a list or a mapping. */
    private Map<String, String> hosts(Tree tree) {
        Map<String, String> hosts = new LinkedHashMap<>();
        if (tree instanceof Tree.Items items) {
            for (Tree.Text text : values.texts("extra_hosts", items)) {
                String[] parts = text.value().split("[:=]", 2);
                host(parts[0], parts.length == 2 ? parts[1] : "", text, hosts);
            }
        } else {
            values.pairs("extra_hosts", tree)
                    .forEach((name, value) -> host(name, value.orElse(""), tree, hosts));
        }
        return hosts;
    }

    private void host(String name, String address, Tree tree, Map<String, String> into) {
        String bare = address.replaceAll("^\\[|]$", "");
        if (address.equals("host-gateway")) {
            context.findings()
                    .error(
                            tree.place(),
                            "refused",
                            "extra_hosts: the host is closed to apps",
                            "pass the URL of what you want to reach");
        } else if (HOST.matcher(name).matches() && isAddress(bare)) {
            into.put(name, bare);
        } else {
            values.wrong("extra_hosts", "name:address", tree);
        }
    }

    private List<String> nameServers(Tree tree) {
        return values.texts("dns", tree).stream()
                .filter(
                        text -> {
                            if (!isAddress(text.value())) {
                                values.wrong("dns", "an IP address", text);
                            }
                            return isAddress(text.value());
                        })
                .map(Tree.Text::value)
                .toList();
    }

    private static boolean isAddress(String text) {
        String byteOf = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
        return text.matches(byteOf + "(\\." + byteOf + "){3}")
                || text.matches("(?=.*:)[0-9a-fA-F:]{2,39}(\\d+(\\.\\d+){3})?");
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        service.value("label_file")
                .map(new EnvironmentReader(context)::labels)
                .ifPresent(labels::putAll);
        service.value("labels")
                .map(tree -> values.pairs("labels", tree))
                .ifPresent(
                        pairs ->
                                pairs.forEach((name, value) -> labels.put(name, value.orElse(""))));
        return labels;
    }
}
