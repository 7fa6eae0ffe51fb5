package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Entity tags, RFC 9110 8.8.3")
class EntityTagTest {
    private static final EntityTag STRONG = EntityTag.strong("1");
    private static final EntityTag WEAK = EntityTag.weak("1");

    @Test
    @DisplayName("are compared strongly and weakly as the table of 8.8.3.2 says")
    void areComparedStronglyAndWeakly() {
        EntityTag other = EntityTag.weak("2");
        assertThat(new boolean[] {WEAK.isStrongly(WEAK), WEAK.isWeakly(WEAK)}).containsExactly(false, true);
        assertThat(new boolean[] {WEAK.isStrongly(other), WEAK.isWeakly(other)}).containsExactly(false, false);
        assertThat(new boolean[] {WEAK.isStrongly(STRONG), WEAK.isWeakly(STRONG)})
                .containsExactly(false, true);
        assertThat(new boolean[] {STRONG.isStrongly(STRONG), STRONG.isWeakly(STRONG)})
                .containsExactly(true, true);
    }

    @Test
    @DisplayName("are read and written")
    void areReadAndWritten() {
        assertThat(EntityTag.parse("\"1\"")).isEqualTo(STRONG).hasToString("\"1\"");
        assertThat(EntityTag.parse("W/\"1\"")).isEqualTo(WEAK).hasToString("W/\"1\"");
        assertThat(EntityTag.parse("\"\"")).isEqualTo(EntityTag.strong(""));
        assertThat(EntityTag.parse("\"!#,\u00e4\"")).isEqualTo(EntityTag.strong("!#,\u00e4"));
    }

    @ParameterizedTest
    @DisplayName("are told from text that is no tag")
    @ValueSource(strings = {"", "1", "\"", "\"1", "1\"", "w/\"1\"", "W/1", "W/", "\"a b\"", "\"a\"b\"", "\"1\" ", "*"})
    void areToldFromTextThatIsNoTag(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @ParameterizedTest
    @DisplayName("are found in lists, strongly or weakly")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "1"             | true  | true
            W/"1"           | false | true
            "2"             | false | false
            "2", "1"        | true  | true
            "2",W/"1",,"3"  | false | true
            , ,"1" ,        | true  | true
            "a,1", "2"      | false | false
            "a\\", "1"      | true  | true
            "1" "1"         | false | false
            "1", x          | false | false
            1               | false | false
            "1              | false | false
            w/"1"           | false | false
            *, "1"          | false | false
            ,               | false | false
            """)
    void areFoundInListsStronglyOrWeakly(String list, boolean strongly, boolean weakly) {
        assertThat(STRONG.isIn(list, true)).isEqualTo(strongly);
        assertThat(STRONG.isIn(list, false)).isEqualTo(weakly);
        assertThat(WEAK.isIn(list, true)).isFalse();
        assertThat(WEAK.isIn(list, false)).isEqualTo(weakly);
    }

    @Test
    @DisplayName("cannot be made of characters that no tag may have")
    void cannotBeMadeOfIllegalCharacters() {
        assertThatThrownBy(() -> EntityTag.strong("a\"b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntityTag.weak("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntityTag.strong("\u20ac")).isInstanceOf(IllegalArgumentException.class);
    }
}
