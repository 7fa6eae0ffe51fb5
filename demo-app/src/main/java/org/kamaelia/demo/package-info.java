/**
 * A parcel desk. Customers take a number, follow their parcels and hand in documents on the server {@code public}; staff
 * scan parcels and watch the servers on {@code admin}.
 *
 * <pre>
 *   public  GET  /                         {@link org.kamaelia.demo.PublicDesk}     one-shot    content-length
 *           GET  /parcels/{id}             {@link org.kamaelia.demo.PublicDesk}     one-shot    content-length
 *           GET  /parcels/{id}/next-scan   {@link org.kamaelia.demo.PublicDesk}     async       content-length, none
 *           GET  /manifest.csv             {@link org.kamaelia.demo.Manifest}       stepwise    chunked
 *           GET  /scans                    {@link org.kamaelia.demo.ScanStream}     stepwise    close
 *           POST /documents                {@link org.kamaelia.demo.Documents}      stepwise    content-length
 *           POST /tickets                  {@link org.kamaelia.demo.Tickets}        persistent  content-length
 *           POST /notes                    {@link org.kamaelia.demo.NoteHandlers}   blocking    none
 *   both    GET  /notes                    {@link org.kamaelia.demo.NoteHandlers}   blocking    content-length
 *   admin   GET  /                         {@link org.kamaelia.demo.AdminDesk}      one-shot    content-length
 *           POST /scans                    {@link org.kamaelia.demo.AdminDesk}      one-shot    content-length
 *           /actuator
 *
 *   Conveyor, staff --scan--> {@link org.kamaelia.demo.ParcelRegister} --> {@link org.kamaelia.demo.ScanFeed} --wake--> ScanStream ...
 * </pre>
 */
@NullMarked
package org.kamaelia.demo;

import org.jspecify.annotations.NullMarked;
