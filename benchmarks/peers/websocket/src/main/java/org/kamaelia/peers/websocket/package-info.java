/**
 * Other servers that echo messages at {@code /ws}, and send each message that comes at {@code /ws/all} to all clients there.
 * Each uses the API of its server that is nearest to the wire, without compression, with messages of up to 1 MiB.
 */
package org.kamaelia.peers.websocket;
