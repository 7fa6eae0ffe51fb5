package org.kamaelia.demo.webflux;

import java.security.Principal;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The page for people. */
@Controller
class PageController {
    private final NoteStore notes;

    PageController(NoteStore notes) {
        this.notes = notes;
    }

    @GetMapping("/")
    Mono<String> page(Principal user, Model model, ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return token.doOnNext(known -> model.addAttribute("token", known.getToken()))
                .then(notes.of(user.getName()).collectList())
                .map(list -> {
                    model.addAttribute("user", user.getName());
                    model.addAttribute("notes", list);
                    return "notes";
                });
    }
}
