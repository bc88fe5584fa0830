# The gateway. From the repository's folder:
#   docker build -f arm/docker/gateway.Dockerfile -t mayfly-gateway:0.1.0 .
# It writes nothing but /tmp:
#   docker run --read-only --tmpfs /tmp --cap-drop ALL -v "$PWD/config:/etc/mayfly:ro" mayfly-gateway:0.1.0
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package -pl webhook-gateway -am \
    && mkdir /mayfly \
    && cp -r webhook-gateway/target/lib /mayfly/lib \
    && cp webhook-gateway/target/mayfly-webhook-gateway-*.jar /mayfly/lib/

FROM eclipse-temurin:17.0.20.1_1-jre-noble
COPY --from=build /mayfly /opt/mayfly
COPY LICENSE service/src/main/resources/dev/mayfly/service/server/jvm.flags /opt/mayfly/
COPY jvm /opt/mayfly/jvm
# Jar by jar, since the archive of classes holds for one order of them and a wildcard has the file system's.
RUN cd /opt/mayfly \
    && printf -- '-cp %s\n' "$(ls -d /opt/mayfly/lib/*.jar | LC_ALL=C sort | paste -sd: -)" >class-path \
    && jvm/share-classes /opt/mayfly/gateway.jsa gateway dev.mayfly.gateway.GatewayApplication "$(cut -c5- class-path)"
# As ./mayfly has them.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072
# By number, so that whoever runs it can see that it is not root.
USER 10001:10001
WORKDIR /etc/mayfly
EXPOSE 8080
# Netty unpacks its native library into the temporary folder.
ENTRYPOINT ["java", "-XX:Flags=/opt/mayfly/jvm.flags", "-XX:SharedArchiveFile=/opt/mayfly/gateway.jsa", "-XX:MaxRAMPercentage=75", "-Djava.io.tmpdir=/tmp", "@/opt/mayfly/class-path", "dev.mayfly.gateway.GatewayApplication"]
CMD ["/etc/mayfly/gateway.yml"]
