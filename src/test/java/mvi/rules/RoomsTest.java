package mvi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mvi.Main;
import org.junit.jupiter.api.Test;

class RoomsTest {
    /** The product's own classes, from wherever they are run. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void roomsDependOneWayAsTheTableSays() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("mvi")
                        && !Rooms.mayUse(each.getPackageName(), target.getPackageName())) {
                    wrong.add(each.getName() + " → " + target.getName());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aLibraryIsUsedOnlyWhereItBelongs() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getBaseComponentType().getName();
                for (Map.Entry<String, List<String>> library : Rooms.LIBRARIES.entrySet()) {
                    boolean isAllowed =
                            library.getValue().stream().anyMatch(each.getPackageName()::startsWith);
                    if (target.startsWith(library.getKey()) && !isAllowed) {
                        wrong.add(each.getName() + " → " + target);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theEdgesBetweenServicesHaveNoCycle() {
        for (String service : Rooms.edges().keySet()) {
            Set<String> reached = new HashSet<>();
            collect(service, reached);
            assertThat(reached).as("services reached from " + service).doesNotContain(service);
        }
    }

    private static void collect(String service, Set<String> reached) {
        for (String next : Rooms.edges().getOrDefault(service, Set.of())) {
            if (reached.add(next)) {
                collect(next, reached);
            }
        }
    }
}
