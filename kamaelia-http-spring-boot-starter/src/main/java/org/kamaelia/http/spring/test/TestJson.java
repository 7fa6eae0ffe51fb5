package org.kamaelia.http.spring.test;

import java.lang.reflect.Type;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON, for requests and responses of tests, with the mapper of the application if it has one. */
interface TestJson {
    /** JSON in UTF-8. */
    byte[] write(Object value);

    /** Reads a value of this type. */
    <T> T read(byte[] json, Type type);

    /** With a mapper of its own. */
    static TestJson standard() {
        check();
        return Jackson.STANDARD;
    }

    /** With the mapper of the application, or else with one of its own. */
    static TestJson of(ListableBeanFactory beans) {
        check();
        return Jackson.of(beans);
    }

    private static void check() {
        if (!ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", TestJson.class.getClassLoader())) {
            throw new IllegalStateException(
                    "JSON needs Jackson 3: add spring-boot-starter-jackson to the application," + " or send text");
        }
    }

    /** Loaded only if Jackson is on the class path. */
    record Jackson(JsonMapper mapper) implements TestJson {
        static final TestJson STANDARD =
                new Jackson(JsonMapper.builder().findAndAddModules().build());

        static TestJson of(ListableBeanFactory beans) {
            JsonMapper own = beans.getBeanProvider(JsonMapper.class).getIfUnique();
            return own == null ? STANDARD : new Jackson(own);
        }

        @Override
        public byte[] write(Object value) {
            return mapper.writeValueAsBytes(value);
        }

        @Override
        public <T> T read(byte[] json, Type type) {
            return mapper.readValue(json, mapper.constructType(type));
        }
    }
}
