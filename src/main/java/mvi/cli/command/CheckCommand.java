package mvi.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.cli.output.Exit;
import mvi.cli.output.SarifLog;
import mvi.cli.output.Table;
import mvi.cli.remote.Json;
import mvi.manifest.Checked;
import mvi.manifest.Edit;
import mvi.manifest.EditedFiles;
import mvi.manifest.EditedText;
import mvi.manifest.Finding;
import mvi.manifest.FolderFiles;
import mvi.manifest.ManifestReader;
import mvi.manifest.Reading;

/** {@code check}: everything that is wrong with a manifest, without a platform. */
final class CheckCommand {
    private static final int ROUNDS = 5;

    /** Codes of findings about the text itself. */
    private static final List<String> FORMS =
            List.of("not-yaml", "duplicate-key", "bad-key", "tab");

    private CheckCommand() {}

    static Verb verb() {
        return Verb.of(
                        "check",
                        "Say everything that is wrong with a manifest, without a platform.",
                        "mvi check examples/hello",
                        CheckCommand::check)
                .files()
                .json()
                .flag("--sarif", "Print SARIF 2.1.0, for code review sites and editors.")
                .flag("--fix", "Write what can be put right by itself, and show it.")
                .words("DIR", "0..1", "The project folder; else this one.");
    }

    private static int check(Call call) throws IOException {
        if (call.has("--json") && call.has("--sarif")) {
            call.terminal()
                    .error(
                            "--json and --sarif are two forms of one output: ask for one of them,"
                                    + " or call `mvi check` twice");
            return Exit.USAGE;
        }
        Path folder = call.project();
        if (call.has("--fix")) {
            fix(call, folder);
        }
        Checked checked = ManifestReader.read(folder, call.shell());
        boolean isGood = checked instanceof Checked.Good;
        if (call.has("--json")) {
            print(call, json(checked, isGood, nextRuns(call, checked)));
        } else if (call.has("--sarif")) {
            print(call, new SarifLog(folder.toUri(), version()).of(checked.findings()));
        } else {
            say(call, folder, checked, isGood);
        }
        return isGood ? Exit.OK : Exit.FAILED;
    }

    private static void print(Call call, Map<String, Object> document) throws IOException {
        call.print(Json.pretty(Json.write(document)) + "\n");
    }

    private static List<NextRuns> nextRuns(Call call, Checked checked) {
        return switch (checked) {
            case Checked.Good good -> NextRuns.of(good.manifest(), call.world().clock().now());
            case Checked.Bad unused -> List.of();
        };
    }

    private static Map<String, Object> json(
            Checked checked, boolean isGood, List<NextRuns> nextRuns) {
        List<Object> findings = new ArrayList<>();
        checked.findings().forEach(each -> findings.add(asMap(each)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("isGood", isGood);
        all.put("findings", findings);
        all.put("schedules", nextRuns.stream().map(NextRuns::asMap).toList());
        return all;
    }

    /** As the jar's manifest says. */
    private static Optional<String> version() {
        return Optional.ofNullable(CheckCommand.class.getPackage().getImplementationVersion());
    }

    private static void say(Call call, Path folder, Checked checked, boolean isGood) {
        for (Finding each : checked.findings()) {
            call.print(Table.clean(each.format()) + "\n");
            if (call.terminal().isTerminal()) {
                call.print(pointed(folder, each));
            }
        }
        long errors =
                checked.findings().stream()
                        .filter(each -> each.severity() == Finding.Severity.ERROR)
                        .count();
        call.print(
                isGood
                        ? "the manifest is good\n"
                        : errors + (errors == 1 ? " error\n" : " errors\n"));
        nextRuns(call, checked).forEach(each -> call.print(Table.clean(each.line()) + "\n"));
    }

    /** Until nothing is left that can be fixed, since a key put right may lead to another. */
    private static void fix(Call call, Path folder) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, List<Edit>> edits = new TreeMap<>();
            FolderFiles files = new FolderFiles(folder);
            Reading before = ManifestReader.reading(files, call.shell());
            for (Edit edit : before.edits()) {
                edits.computeIfAbsent(edit.file(), unused -> new ArrayList<>()).add(edit);
            }
            boolean isChanged = false;
            for (Map.Entry<String, List<Edit>> each : edits.entrySet()) {
                Path file = folder.resolve(each.getKey());
                EditedText edited = new EditedText(Files.readString(file), each.getValue());
                Reading after =
                        ManifestReader.reading(
                                new EditedFiles(files, each.getKey(), edited.text()), call.shell());
                if (edited.isChanged() && !isBroken(before, after)) {
                    isChanged = true;
                    replace(file, edited.text());
                    show(call, each.getKey(), edited);
                }
            }
            if (!isChanged) {
                return;
            }
        }
    }

    /** What was well formed stays so: an edit that misread its place is not written. */
    private static boolean isBroken(Reading before, Reading after) {
        return FORMS.stream().anyMatch(code -> count(code, after) > count(code, before));
    }

    private static long count(String code, Reading reading) {
        return reading.checked().findings().stream()
                .filter(each -> each.code().equals(code))
                .count();
    }

    private static void show(Call call, String file, EditedText edited) {
        if (call.has("--json") || call.has("--sarif")) {
            return;
        }
        call.print("--- " + file + "\n+++ " + file + "\n");
        edited.difference().forEach(line -> call.print(Table.clean(line) + "\n"));
    }

    /** Whole or not at all; a link stays one. */
    private static void replace(Path file, String text) throws IOException {
        Path real = file.toRealPath();
        Path next = Files.createTempFile(real.resolveSibling("."), ".compose-", ".tmp");
        try {
            Files.writeString(next, text);
            Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(real));
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static Map<String, Object> asMap(Finding finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        map.put("file", finding.file());
        map.put("line", finding.line());
        map.put("column", finding.column());
        map.put("code", finding.code());
        map.put("message", finding.message());
        map.put("fix", finding.fix());
        return map;
    }

    /** The line and a caret under the place; nothing when the file can't be shown. */
    private static String pointed(Path folder, Finding finding) {
        try {
            String text =
                    new String(
                            Files.readAllBytes(folder.resolve(finding.file())),
                            StandardCharsets.UTF_8);
            return text.lines()
                    .skip(finding.line() - 1L)
                    .findFirst()
                    .filter(line -> line.length() <= 200)
                    .map(
                            line ->
                                    "    "
                                            + Table.clean(line)
                                            + "\n    "
                                            + " ".repeat(finding.column() - 1)
                                            + "^\n")
                    .orElse("");
        } catch (IOException unreadable) {
            return "";
        }
    }
}
