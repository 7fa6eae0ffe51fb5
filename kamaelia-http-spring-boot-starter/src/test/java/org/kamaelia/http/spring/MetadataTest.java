package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@DisplayName("Editors complete the properties")
class MetadataTest {
    private static Map<String, String> described() throws IOException {
        try (InputStream json = MetadataTest.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            Map<String, String> all = new TreeMap<>();
            for (JsonNode property : new ObjectMapper().readTree(json).get("properties")) {
                assertThat(property.path("description").asString(""))
                        .as(property.toString())
                        .isNotEmpty();
                all.put(
                        property.get("name").asString(),
                        property.path("defaultValue").asString(""));
            }
            return all;
        }
    }

    private static void expected(String prefix, Class<?> type, Map<String, String> into) throws Exception {
        for (RecordComponent component : type.getRecordComponents()) {
            Name renamed = parameter(type, component.getName()).getAnnotation(Name.class);
            String own = renamed == null ? component.getName() : renamed.value();
            String name = prefix + own.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            if (component.getType().isRecord()) {
                expected(name + ".", component.getType(), into);
            } else {
                DefaultValue value = parameter(type, component.getName()).getAnnotation(DefaultValue.class);
                into.put(name, value == null ? "" : String.join(",", value.value()));
            }
        }
    }

    private static Parameter parameter(Class<?> type, String name) {
        for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
            if (parameter.getName().equals(name)) {
                return parameter;
            }
        }
        throw new AssertionError(name);
    }

    @Test
    @DisplayName("the elements of lists are types whose properties an editor can read")
    void elementsOfListsHaveReadableTypes() throws Exception {
        try (InputStream json = MetadataTest.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(json).get("properties")) {
                String type = property.get("type").asString();
                if (type.startsWith("java.util.List<")) {
                    assertThat(Class.forName(type.substring("java.util.List<".length(), type.length() - 1)))
                            .isNotNull();
                }
            }
        }
    }

    @Test
    @DisplayName("every property has a description and its default, also the properties of the default server")
    void everyPropertyHasADescriptionAndItsDefault() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        expected("kamaelia.http.", KamaeliaHttpProperties.class, expected);
        expected("kamaelia.http.servers.default.", KamaeliaHttpProperties.Server.class, expected);
        Map<String, String> described = described();
        assertThat(described).containsEntry("management.endpoint.kamaelia.access", "unrestricted");
        described.keySet().removeIf(name -> name.startsWith("management."));
        assertThat(described).isEqualTo(expected);
    }

    private static Map<String, JsonNode> hints() throws IOException {
        try (InputStream json = MetadataTest.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            Map<String, JsonNode> all = new TreeMap<>();
            for (JsonNode hint : new ObjectMapper().readTree(json).get("hints")) {
                all.put(hint.get("name").asString(), hint);
            }
            return all;
        }
    }

    @Test
    @DisplayName("keys of servers have hints, nested keys too, and kamaelia.http.defaults has the same hints")
    void nestedKeysOfServersAndDefaultsHaveTheSameHints() throws Exception {
        Map<String, JsonNode> hints = hints();
        assertThat(hints.get("kamaelia.http.servers.keys").get("values").findValuesAsString("value"))
                .contains("default");
        for (String key : new String[] {
            "ssl.client-auth",
            "ssl.bundle",
            "socket",
            "socket-permissions",
            "compression.mime-types",
            "forwarded.fields",
            "forwarded.trusted",
            "proxy-protocol.trusted"
        }) {
            JsonNode ofServer = hints.get("kamaelia.http.servers.default." + key);
            assertThat(ofServer).as(key).isNotNull();
            assertThat(ofServer.get("values").size()).as(key).isPositive();
            assertThat(hints.get("kamaelia.http.defaults." + key).get("values"))
                    .as(key)
                    .isEqualTo(ofServer.get("values"));
        }
    }

    @Test
    @DisplayName("a hint belongs to an existing property")
    void everyHintBelongsToAProperty() throws Exception {
        assertThat(described().keySet())
                .containsAll(hints().keySet().stream()
                        .filter(name -> !name.endsWith(".keys"))
                        .toList());
    }
}
