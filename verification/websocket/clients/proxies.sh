# Starts HAProxy and nginx in front of a server, each plain and with TLS. Sourced by clients.sh, which sets work and port.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat "$work/cert.pem" "$work/key.pem" > "$work/both.pem"
cat > "$work/haproxy.cfg" <<END
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout tunnel 60s
frontend plain
    bind 127.0.0.1:$((port + 10))
    default_backend ws
frontend secure
    bind 127.0.0.1:$((port + 11)) ssl crt $work/both.pem alpn http/1.1
    default_backend ws
backend ws
    server one 127.0.0.1:$port
END
cat > "$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.err;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $work/nginx-body;
    proxy_temp_path $work/nginx-proxy;
    fastcgi_temp_path $work/nginx-fastcgi;
    uwsgi_temp_path $work/nginx-uwsgi;
    scgi_temp_path $work/nginx-scgi;
    server {
        listen 127.0.0.1:$((port + 12));
        listen 127.0.0.1:$((port + 13)) ssl;
        ssl_certificate $work/cert.pem;
        ssl_certificate_key $work/key.pem;
        location / {
            proxy_pass http://127.0.0.1:$port;
            proxy_http_version 1.1;
            proxy_set_header Host \$http_host;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_read_timeout 60s;
        }
    }
}
END
haproxy -f "$work/haproxy.cfg" > "$work/haproxy.log" 2>&1 & started+=($!)
nginx -c "$work/nginx.conf" > "$work/nginx.log" 2>&1 & started+=($!)
