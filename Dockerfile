# The pod image. Any builder that reads Dockerfiles will do.
#   --build-arg ORT_FLAVOR=cuda   an NVIDIA base (CUDA 13, cuDNN 9), and ONNX Runtime's CUDA and TensorRT providers
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG CPU_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0
ARG CUDA_IMAGE=nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04
ARG NODE_IMAGE=node:22-bookworm-slim
ARG ORT_FLAVOR=cpu

# the graph editor's library, which only npm has; nothing of Node goes any further
FROM ${NODE_IMAGE} AS pages
WORKDIR /src
COPY Studio.Web/npm .
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM ${SDK_IMAGE} AS build
ARG ORT_FLAVOR
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY Studio.Engine Studio.Engine
COPY Studio.Web Studio.Web
COPY --from=pages /src/node_modules Studio.Web/npm/node_modules
COPY STUDIO_DIR.sample STUDIO_DIR.sample
# self-contained, so that the final image needs no .NET of its own and any glibc base will do
RUN dotnet publish Studio.Web -c Release -o /app --use-current-runtime --self-contained true \
      -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:OrtFlavor=$ORT_FLAVOR

FROM ${CPU_IMAGE} AS base-cpu
FROM ${CUDA_IMAGE} AS base-cuda

FROM base-${ORT_FLAVOR} AS final
RUN groupadd --gid 10001 studio && useradd --uid 10001 --gid studio --no-create-home --shell /usr/sbin/nologin studio \
 && mkdir -p /data && chown studio:studio /data
COPY --from=build /app /app
ENV STUDIO_DIR=/data HOME=/tmp DOTNET_EnableDiagnostics=0
USER studio
VOLUME /data
EXPOSE 8188
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/app/studio-server", "health"]
ENTRYPOINT ["/app/studio-server"]
CMD ["--listen", "0.0.0.0"]
