# The Temporal server of docker-compose.temporal.yml with Mayfly's dynamic configuration. From the repository's folder:
#   docker build -f arm/docker/temporal.Dockerfile -t mayfly-temporal:0.1.0 .
FROM temporalio/server:1.30.6
COPY temporal/dynamicconfig.yml /mayfly/dynamicconfig.yml
ENV DYNAMIC_CONFIG_FILE_PATH=/mayfly/dynamicconfig.yml
# The image's own user, called temporal there.
USER 1000:1000
