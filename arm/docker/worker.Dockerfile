# The worker. From the repository's folder:
#   docker build -f arm/docker/worker.Dockerfile -t mayfly-worker:0.1.0 .
# It writes nothing but /tmp:
#   docker run --read-only --tmpfs /tmp --cap-drop ALL -v "$PWD/config:/etc/mayfly:ro" mayfly-worker:0.1.0
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package -pl worker -am \
    && mkdir /mayfly \
    && cp -r worker/target/lib /mayfly/lib \
    && cp worker/target/mayfly-worker-*.jar /mayfly/lib/

FROM eclipse-temurin:17.0.20.1_1-jre-noble
COPY --from=build /mayfly /opt/mayfly
COPY LICENSE /opt/mayfly/
# By number, so that whoever runs it can see that it is not root.
USER 10001:10001
WORKDIR /etc/mayfly
# Netty unpacks its native library into the temporary folder; the JVM's own counters would be files too.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:-UsePerfData", "-Djava.io.tmpdir=/tmp", "-cp", "/opt/mayfly/lib/*", "dev.mayfly.worker.WorkerApplication"]
CMD ["/etc/mayfly/worker.yml"]
