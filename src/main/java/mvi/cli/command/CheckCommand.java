package mvi.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mvi.cli.output.Exit;
import mvi.cli.output.Table;
import mvi.cli.remote.Json;
import mvi.manifest.Checked;
import mvi.manifest.Finding;
import mvi.manifest.ManifestReader;

/** {@code check}: everything that is wrong with a manifest, without a platform. */
final class CheckCommand {
    private CheckCommand() {}

    static Verb verb() {
        return Verb.of(
                        "check",
                        "Say everything that is wrong with a manifest, without a platform.",
                        "mvi check examples/hello",
                        CheckCommand::check)
                .json()
                .words("DIR", "0..1", "The project folder; else this one.");
    }

    private static int check(Call call) throws IOException {
        Path folder = call.project();
        Checked checked = ManifestReader.read(folder, call.world().environment());
        boolean isGood = checked instanceof Checked.Good;
        if (call.has("--json")) {
            List<Object> findings = new ArrayList<>();
            checked.findings().forEach(each -> findings.add(asMap(each)));
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("isGood", isGood);
            all.put("findings", findings);
            call.print(Json.pretty(Json.write(all)) + "\n");
            return isGood ? Exit.OK : Exit.FAILED;
        }
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
        return isGood ? Exit.OK : Exit.FAILED;
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
