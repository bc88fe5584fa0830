# The agent of Azure DevOps for Linux jobs, with the runner image's entrypoint; see ../README.md.
#
#   docker build --file images/linux/agent.Dockerfile --build-arg AGENT_VERSION=4.272.0 --build-arg AGENT_SHA256=… \
#     -t acme.azurecr.io/azdo-agent:ubuntu-24.04 images/linux
ARG UBUNTU_VERSION=24.04
# stub: no download, for a forge that is a stand-in, too (stub/README.md).
ARG PACKAGE=download

FROM ubuntu:${UBUNTU_VERSION} AS download
# Both from the release's own page, the checksum that of the architecture's package. Without a default: nobody could look the checksum up where this was written.
ARG AGENT_VERSION
ARG AGENT_SHA256
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl
RUN arch=$(dpkg --print-architecture | sed s/amd64/x64/) \
    && curl --fail --silent --show-error --location --retry 3 --output /agent.tar.gz \
        "https://download.agent.dev.azure.com/agent/${AGENT_VERSION:?}/vsts-agent-linux-${arch}-${AGENT_VERSION}.tar.gz" \
    && echo "${AGENT_SHA256:?}  /agent.tar.gz" | sha256sum --check --strict - \
    && mkdir /agent \
    && tar --extract --gzip --file /agent.tar.gz --directory /agent --no-same-owner \
    && chmod -R a+rX /agent

FROM scratch AS stub
COPY stub /agent

FROM ${PACKAGE} AS package

FROM ubuntu:${UBUNTU_VERSION} AS base
ENV LANG=C.UTF-8 RUNNER_HOME=/home/runner
# 1001: the images of 24.04 come with a user 1000.
RUN useradd --uid 1001 --user-group --create-home --shell /bin/bash runner
COPY --from=package --chown=runner:runner /agent /home/runner
# The agent names its own libraries, but not the ICU of every release of Ubuntu, and fails without (azure-pipelines-agent #5569); the
# others come with curl.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl git jq tini unzip zip $(apt-cache search --names-only '^libicu[0-9]+$' | cut -d ' ' -f 1) \
    && { DEBIAN_FRONTEND=noninteractive /home/runner/bin/installdependencies.sh || true; } \
    && rm -rf /var/lib/apt/lists/* \
    # Ubuntu gives a home 0750, which a user of the node may not enter.
    && chmod 0755 /home/runner \
    # What the entrypoint leaves root by.
    && setpriv --reuid=1001 --regid=1001 --init-groups true
COPY --chmod=0755 entrypoint.sh /usr/local/bin/entrypoint.sh
# For docker run. Batch starts it as the user of its task, whatever stands here.
USER 1001:1001
WORKDIR /home/runner
# Fails the build, not the first job, where a library is missing.
RUN ./bin/Agent.Listener --version
ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]

FROM base AS full
USER root
RUN --mount=type=bind,source=full.sh,target=/full.sh bash /full.sh
RUN --mount=type=bind,source=docker.sh,target=/docker.sh bash /docker.sh
USER 1001:1001

# The last stage is what is built where no --target is given.
FROM base AS slim
