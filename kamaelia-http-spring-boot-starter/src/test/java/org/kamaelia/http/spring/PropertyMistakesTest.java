package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A mistake in a property fails at start-up with the nearest key or an example")
class PropertyMistakesTest {
    @ParameterizedTest
    @CsvSource({
        "kamaelia.http.servers.default.prot, kamaelia.http.servers.default.port",
        "kamaelia.http.servers.default.timeouts.idel, kamaelia.http.servers.default.timeouts.idle",
        "kamaelia.http.servers.default.idle, kamaelia.http.servers.default.timeouts.idle",
        "kamaelia.http.servers.default.ssl.bundel, kamaelia.http.servers.default.ssl.bundle",
        "kamaelia.http.servers.default.static[0].location, kamaelia.http.servers.default.static[0].locations",
        "kamaelia.http.server.default.port, kamaelia.http.servers.default.port",
        "kamaelia.http.event-loop, kamaelia.http.event-loops",
        "kamaelia.http.blocking.max-concurent, kamaelia.http.blocking.max-concurrent",
        "kamaelia.http.defaults.header-section, kamaelia.http.defaults.limits.header-section",
        "kamaelia.http.port, kamaelia.http.servers.<name>.port",
        "kamaelia.http.timeouts.idle, kamaelia.http.servers.<name>.timeouts.idle",
        "kamaelia.http.limits.request-body, kamaelia.http.servers.<name>.limits.request-body",
        "kamaelia.http.servers.timeouts.idle, kamaelia.http.servers.<name>.timeouts.idle",
        "kamaelia.http.servers.ssl.bundle, kamaelia.http.servers.<name>.ssl.bundle",
    })
    @DisplayName("an unknown key: names the key and the nearest one")
    void anUnknownKeyFails(String wrong, String right) {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues(wrong + "=1"), "There is no property " + wrong, right);
    }

    @Test
    @DisplayName("an unknown key that is near to none: names the keys of its group")
    void anUnknownKeyThatIsNearToNoneFails() {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http.management.zzzzzzzzzzzzzzz=1"),
                "There is no property kamaelia.http.management.zzzzzzzzzzzzzzz",
                "The keys of kamaelia.http.management are server");
    }

    @Test
    @DisplayName("a key below a value: says that the property is a single value")
    void aKeyBelowAValueFails() {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http.servers.default.server-header.value=1"),
                "There is no property kamaelia.http.servers.default.server-header.value",
                "kamaelia.http.servers.default.server-header is a single value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            servers.default.port               | eighty     | a whole number            | port=8080
            servers.default.timeouts.idle      | long       | a time with its unit      | idle=75s
            servers.default.limits.header-section | big     | a size                    | header-section=16KB
            servers.default.compression.enabled | perhaps   | true or false             | enabled=false
            servers.default.ssl.client-auth    | maybe      | one of none, want, need   | client-auth=none
            servers.default.access-log.format  | xml        | one of common, combined, json | format=combined
            servers.default.address            | 300.1.2.3  | an address of this machine | address=127.0.0.1
            event-loops                        | many       | a whole number            | event-loops=0
            """)
    @DisplayName("a value of a wrong type: shows the value, what it must be, and an example")
    void aWrongTypeFails(String key, String value, String kind, String example) {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http." + key + "=" + value),
                "The property kamaelia.http." + key + " has the value '" + value + "'",
                kind,
                example);
    }

    @Test
    @DisplayName("a value where a group of settings is expected: shows a setting of the group")
    void aValueInsteadOfAGroupFails() {
        StartupFailureTest.assertFails(
                Contexts.bare().withPropertyValues("kamaelia.http.servers.public=8080"),
                "The property kamaelia.http.servers.public has a single value, which is not a group of settings",
                "kamaelia.http.servers.public.port=8080");
    }

    @Test
    @DisplayName("a setting of a server without the name of the server: says where the name belongs")
    void aSettingWithoutTheNameOfItsServerFails() {
        StartupFailureTest.assertFails(
                Contexts.bare().withPropertyValues("kamaelia.http.servers.port=8081"),
                "The property kamaelia.http.servers.port has no name of a server",
                "Write kamaelia.http.servers.<name>.port");
    }

    @Test
    @DisplayName("a value instead of a map or a list: shows an element of it")
    void aValueInsteadOfAMapOrAListFails() {
        StartupFailureTest.assertFails(
                Contexts.bare().withPropertyValues("kamaelia.http.servers=8080"),
                "which is not a group of settings, one for each name",
                "kamaelia.http.servers.public.port=8080");
        StartupFailureTest.assertFails(
                Contexts.oneServer()
                        .withPropertyValues("kamaelia.http.servers.default.forwarded.fields=x-forwarded-fro"),
                "which is not a list with some of none, forwarded, x-forwarded, x-forwarded-for",
                "kamaelia.http.servers.default.forwarded.fields=none");
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http.servers.default.static=/srv/www/"),
                "which is not a list",
                "kamaelia.http.servers.default.static[0].path=/");
    }

    @ParameterizedTest
    @CsvSource({"servers.default.timeouts.idle, 75", "defaults.timeouts.write, 30", "servers.default.shutdown-grace, 5"
    })
    @DisplayName("a time without a unit, which Spring Boot would read as milliseconds: asks for the unit")
    void aTimeWithoutAUnitFails(String key, String value) {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http." + key + "=" + value),
                "The property kamaelia.http." + key + " has the value " + value,
                "kamaelia.http." + key + "=" + value + "s for seconds, or " + value + "ms for milliseconds");
    }

    @Test
    @DisplayName("a time without a unit behind a placeholder is noticed, too")
    void aPlaceholderWithoutAUnitFails() {
        StartupFailureTest.assertFails(
                Contexts.oneServer()
                        .withPropertyValues("kamaelia.http.servers.default.timeouts.idle=${own.idle}", "own.idle=75"),
                "has the value 75",
                "75s for seconds");
    }

    @Test
    @DisplayName("0, ISO 8601 and times with a unit are accepted, and cache periods are in seconds")
    void timesWithAUnitAreAccepted() {
        Contexts.oneServer()
                .withPropertyValues(
                        "kamaelia.http.servers.default.timeouts.idle=PT75S",
                        "kamaelia.http.servers.default.timeouts.write=1500ms",
                        "kamaelia.http.servers.default.timeouts.linger=0",
                        "kamaelia.http.servers.default.static[0].path=/files/",
                        "kamaelia.http.servers.default.static[0].cache[0].period=60")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
