/**
 * A parcel desk. Customers take a number, track their parcels and hand in documents on the server {@code public} and,
 * over TLS, on the server {@code secure}. Staff scan parcels and watch the servers on the server {@code admin}.
 *
 * <pre>
 *   public, GET  /                         {@link org.kamaelia.demo.Page}           files       content-length, chunked
 *   secure  GET  /parcels/{id}             {@link org.kamaelia.demo.PublicDesk}     one-shot    content-length
 *           GET  /parcels/{id}/next-scan   {@link org.kamaelia.demo.PublicDesk}     async       content-length, none
 *           GET  /manifest.csv             {@link org.kamaelia.demo.Manifest}       stepwise    chunked
 *           GET  /scans                    {@link org.kamaelia.demo.ScanFeed}       events      close
 *           POST /documents                {@link org.kamaelia.demo.Documents}      stepwise    content-length
 *           POST /tickets                  {@link org.kamaelia.demo.Tickets}        persistent  content-length
 *           POST /notes                    {@link org.kamaelia.demo.NoteHandlers}   blocking    none
 *   all     GET  /notes                    {@link org.kamaelia.demo.NoteHandlers}   blocking    content-length
 *           GET  /assets/, /media/         {@link org.kamaelia.demo.Assets}         files       content-length, chunked
 *   admin   GET  /                         {@link org.kamaelia.demo.Page}           files       content-length, chunked
 *           POST /scans                    {@link org.kamaelia.demo.AdminDesk}      one-shot    content-length
 *           /actuator
 *
 *   Conveyor, staff --scan--> {@link org.kamaelia.demo.ParcelRegister} --> {@link org.kamaelia.demo.ScanFeed}
 *   --event--> listeners --scan---> clients that wait for one parcel
 * </pre>
 *
 * <p>Pages, assets and media are compressed if this makes them smaller and the client accepts the coding. The length of
 * a compressed response is not known before its end, so the response is chunked.
 */
@NullMarked
package org.kamaelia.demo;

import org.jspecify.annotations.NullMarked;
