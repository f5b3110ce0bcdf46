using Studio.Engine.Runtime;

namespace Studio.Engine;

/// <summary>Which earlier results are kept, see <see cref="Graph.ICachePolicy"/>.</summary>
public enum CacheKind
{
    /// <summary>All, until free memory falls below <see cref="EngineOptions.CacheHeadroom"/>.</summary>
    Memory,

    /// <summary>Those of the last prompt.</summary>
    Classic,

    /// <summary>The <see cref="EngineOptions.CacheResults"/> used last.</summary>
    Lru,

    /// <summary>None.</summary>
    None,
}

/// <summary>How the engine runs. Read once, when it is made.</summary>
public sealed class EngineOptions
{
    /// <summary>auto, or cpu, cuda, tensorrt, directml, coreml, webgpu; with a number for one of several: cuda:1.</summary>
    public string Device { get; set; } = "auto";

    /// <summary>Memory against speed on the CPU.</summary>
    public MemoryMode Memory { get; set; } = MemoryMode.Auto;

    /// <summary>An existing folder for a profile of each network; see <see cref="Runtime.SessionSettings.ProfileFolder"/>.</summary>
    public string? ProfileFolder { get; set; }

    /// <summary>Threads of the CPU pool; 0 for one per core that the process may use.</summary>
    public int Threads { get; set; }

    /// <summary>What is asked for of a graphics card; the CPU ignores it.</summary>
    public DeviceOptions DeviceOptions { get; set; } = DeviceOptions.Default;

    /// <summary>Bytes of weights to keep; null for seven tenths of the memory that this process may use.</summary>
    public long? ModelMemory { get; set; }

    /// <summary>Bytes of main memory that one sampling or decoding may take; null for all that is left.</summary>
    public long? WorkMemory { get; set; }

    public CacheKind Cache { get; set; } = CacheKind.Memory;

    /// <summary>
    /// Bytes that <see cref="CacheKind.Memory"/> leaves free; null for a tenth of the memory that this process may use, within 2 to 10 GiB.
    /// </summary>
    public long? CacheHeadroom { get; set; }

    /// <summary>How many results <see cref="CacheKind.Lru"/> keeps.</summary>
    public int CacheResults { get; set; } = 100;

    /// <summary>
    /// Bytes of pictures, latents and conditioning that <see cref="CacheKind.Classic"/> and <see cref="CacheKind.Lru"/> keep; null for an
    /// eighth of the memory that this process may use.
    /// </summary>
    public long? CacheBytes { get; set; }

    /// <summary>A file or folder with ONNX Runtime; null searches beside the program, then on the system.</summary>
    public string? OnnxRuntimeLibrary { get; set; }

    /// <summary>Packs of nodes (<see cref="EngineServices.NodePacks"/>) whose classes are left out; all are there unless named.</summary>
    public IReadOnlyCollection<string> NodePacksOff { get; set; } = [];

    /// <summary>Whether saved pictures hold the prompt and the workflow that made them.</summary>
    public bool SavePrompt { get; set; } = true;

    /// <summary>The longest side of live previews in pixels.</summary>
    public int PreviewSize { get; set; } = 512;
}
