namespace Studio.Web;

public enum CacheMode
{
    Memory,
    Classic,
    Lru,
    None,
}

public enum ModelMemory
{
    Auto,
    Low,
    Balanced,
    Speed,
}

public enum ExtensionSecurityLevel
{
    /// <summary>Strong in keyed mode, normal in local mode.</summary>
    Auto,

    /// <summary>Nothing is installed, updated, removed or restarted over the network.</summary>
    Strong,

    /// <summary>Only signed packages of the configured catalogue.</summary>
    Normal,

    /// <summary>Anything: an administrator's key is then worth as much as a shell on this machine.</summary>
    Weak,
}

public enum LogFormat
{
    Simple,
    Json,
}

/// <summary>
/// Every setting of the server with its default. Read once at start from STUDIO_DIR/studio.json, then the environment (Studio__Port),
/// then the command line (--port); the last one wins. Folders are relative to the working directory on the command line and to
/// STUDIO_DIR in the file; <see cref="Paths"/> holds them resolved.
/// </summary>
public sealed partial class StudioOptions
{
    /// <summary>Where everything lives that must survive a restart. A full path after reading.</summary>
    [NotAnOption]
    public string StudioDir { get; set; } = "";

    /// <summary>Keys that something over studio.json has set at this start, with what: "a flag" or "the environment".</summary>
    [NotAnOption]
    public IReadOnlyDictionary<string, string> SetOverFile { get; set; } = new Dictionary<string, string>();

    /// <summary>Comma-separated addresses. A non-loopback address switches the server to keyed mode.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    public int Port { get; set; } = 8188;

    public string? TlsKeyfile { get; set; }

    public string? TlsCertfile { get; set; }

    /// <summary>The origin other sites' pages may call from, "*" for any; null sends no CORS headers and refuses foreign origins.</summary>
    public string? EnableCorsHeader { get; set; }

    /// <summary>Megabytes (2^20) that one request body may hold.</summary>
    public double MaxUploadSize { get; set; } = 100;

    /// <summary>Holds models, input, output, temp and user unless they are named one by one; STUDIO_DIR when null.</summary>
    public string? BaseDirectory { get; set; }

    public string? OutputDirectory { get; set; }

    public string? InputDirectory { get; set; }

    /// <summary>The folder in which "temp" is made, as in ComfyUI.</summary>
    public string? TempDirectory { get; set; }

    public string? UserDirectory { get; set; }

    public string? ModelsDirectory { get; set; }

    /// <summary>YAML files in ComfyUI's extra_model_paths format.</summary>
    public string[] ExtraModelPathsConfig { get; set; } = [];

    /// <summary>auto, cpu, cuda:0, webgpu:0 ...; what the engine should run on.</summary>
    public string Device { get; set; } = "auto";

    /// <summary>Where jobs run: in-process, or in a process of their own, whose crash costs nobody a session.</summary>
    public string Workers { get; set; } = "in-process";

    /// <summary>Memory against speed on the CPU: auto, low, balanced or speed.</summary>
    public ModelMemory Memory { get; set; } = ModelMemory.Auto;

    /// <summary>none, auto, latent2rgb or taesd.</summary>
    public string PreviewMethod { get; set; } = "auto";

    /// <summary>Longest side of a preview in pixels.</summary>
    public int PreviewSize { get; set; } = 512;

    /// <summary>Which results of earlier jobs are kept.</summary>
    public CacheMode Cache { get; set; } = CacheMode.Memory;

    /// <summary>GB of memory left free when <see cref="Cache"/> is Memory; null for a tenth, within 2 to 10.</summary>
    public double? CacheHeadroom { get; set; }

    /// <summary>Results kept when <see cref="Cache"/> is Lru.</summary>
    public int CacheSize { get; set; } = 100;

    /// <summary>Saved pictures carry no prompt and no workflow.</summary>
    public bool DisableMetadata { get; set; }

    /// <summary>Load no extension except those of <see cref="WhitelistCustomNodes"/>.</summary>
    public bool DisableAllCustomNodes { get; set; }

    /// <summary>Folder names below STUDIO_DIR/extensions that are loaded all the same.</summary>
    public string[] WhitelistCustomNodes { get; set; } = [];

    /// <summary>Packs of nodes for ComfyUI whose classes are not offered; docs/comfyui-nodes.md has their names.</summary>
    public string[] NodePacksOff { get; set; } = [];

    /// <summary>ComfyUI's own user folders, chosen by the comfy-user header. Says who owns settings, never who may do what.</summary>
    public bool MultiUser { get; set; }

    /// <summary>TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.</summary>
    public string Verbose { get; set; } = "INFO";

    /// <summary>A file the log is appended to as well; null writes none.</summary>
    public string? LogFile { get; set; }

    /// <summary>KEY or KEY=VALUE, shown to clients in /features beside what the server says of itself.</summary>
    public string[] FeatureFlags { get; set; } = [];

    /// <summary>Send JSON and text compressed to clients that ask for it.</summary>
    public bool EnableCompressResponseBody { get; set; }

    public LogFormat LogFormat { get; set; } = LogFormat.Simple;

    public AuthOptions Auth { get; set; } = new();

    public AuditOptions Audit { get; set; } = new();

    public MaintenanceOptions Maintenance { get; set; } = new();

    public OutgoingOptions Outgoing { get; set; } = new();

    public ExtensionOptions Extensions { get; set; } = new();

    public OnnxRuntimeOptions OnnxRuntime { get; set; } = new();

    public sealed class AuthOptions
    {
        /// <summary>Accept ?api_key=… and ?token=… from clients that can send no header.</summary>
        public bool AllowQueryKey { get; set; } = true;

        /// <summary>
        /// Accept /key/… before a path, from clients of which nothing but the address can be set. Addresses end up in histories and in logs
        /// of proxies: give such a client a key of its own.
        /// </summary>
        public bool AllowPathKey { get; set; }

        /// <summary>
        /// Answer /ws without a credential by opening the socket and closing it at once with 1008, instead of 401: for clients that try the
        /// socket before they show their key. Nothing is sent, and browsers get the 401 all the same.
        /// </summary>
        public bool AnswerSocketProbe { get; set; }

        /// <summary>Take CF-Access-Token for a key, for clients that send theirs there; see docs/security.md.</summary>
        public bool AcceptAccessToken { get; set; }

        /// <summary>Leave Secure off the session cookie, for plain http in a network you trust.</summary>
        public bool InsecureCookie { get; set; }

        /// <summary>Origins besides the server's own that may act with the session cookie, e.g. https://studio.example.org.</summary>
        public string[] AllowedOrigins { get; set; } = [];

        /// <summary>
        /// Addresses or networks (CIDR) of the reverse proxies in front; only their X-Forwarded-For, -Proto and -Host are believed. Naming
        /// one switches to keyed mode.
        /// </summary>
        public string[] TrustedProxies { get; set; } = [];

        /// <summary>
        /// Networks (CIDR) whose programs need no credential when they call directly, not through a proxy; see
        /// <see cref="TrustedNetworkScopes"/>.
        /// </summary>
        public string[] TrustedNetworks { get; set; } = [];

        /// <summary>What callers of <see cref="TrustedNetworks"/> may do.</summary>
        public string[] TrustedNetworkScopes { get; set; } = [];

        public CloudflareAccessOptions CloudflareAccess { get; set; } = new();

        public OidcOptions Oidc { get; set; } = new();

        /// <summary>Where the master key was found; null when nobody named one. Never read from studio.json.</summary>
        [NotAnOption]
        public KeySource? KeySource { get; set; }
    }

    public sealed class AuditOptions
    {
        /// <summary>Days that lines of the audit log are kept.</summary>
        public int KeepDays { get; set; } = 365;

        /// <summary>Lines that are kept at most; half of them may be refusals.</summary>
        public int MaxEntries { get; set; } = 100_000;
    }

    public sealed class ExtensionOptions
    {
        /// <summary>What administrators may do to extensions over the network.</summary>
        public ExtensionSecurityLevel Security { get; set; }

        /// <summary>File or address of a list of packages.</summary>
        public string? Catalogue { get; set; }

        /// <summary>File with the public key (PEM, ECDSA P-256) that the catalogue's packages are signed with.</summary>
        public string? PublicKey { get; set; }
    }

    public sealed class OutgoingOptions
    {
        /// <summary>Networks (CIDR) besides the public ones that the server may call, e.g. 10.1.0.0/16.</summary>
        public string[] AllowedNetworks { get; set; } = [];
    }

    public sealed class MaintenanceOptions
    {
        /// <summary>
        /// Seconds that the running job may still take when maintenance begins; then it is put back and runs again afterwards.
        /// </summary>
        public int Patience { get; set; } = 120;
    }

    public sealed class OnnxRuntimeOptions
    {
        /// <summary>Path of another build of the ONNX Runtime library; null uses the one beside the program.</summary>
        public string? Library { get; set; }

        /// <summary>Threads of one operator; 0 lets the runtime choose.</summary>
        public int Threads { get; set; }

        /// <summary>GB of a graphics card's memory that one network may take; null for what there is.</summary>
        public double? DeviceMemory { get; set; }

        /// <summary>Float32 networks use a graphics card's tensor cores, which keep 10 bits of each number (CUDA).</summary>
        public bool Tf32 { get; set; } = true;

        /// <summary>Attention by cuDNN instead of what the runtime chooses (CUDA).</summary>
        public bool CudnnAttention { get; set; }

        /// <summary>Each size of picture is tried with every kind of convolution once: seconds, then perhaps faster (CUDA).</summary>
        public bool SearchConvolutions { get; set; }

        /// <summary>Card memory is taken in steps that double: fewer, and up to half of it unused (CUDA).</summary>
        public bool GrowByDoubling { get; set; }
    }
}

/// <summary>Where the master key comes from: a file, or the value itself.</summary>
/// <param name="Origin">What to name in messages, e.g. "--api-key-file".</param>
public sealed record KeySource(string Origin, string? File, string? Value)
{
    public override string ToString() => Origin;
}

/// <summary>A property that is computed, not set by file, environment or flag.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAnOptionAttribute : Attribute;
