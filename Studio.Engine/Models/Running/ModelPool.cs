using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Models.Families;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// Loads models, shares them, and lets go of the least recently used when memory runs short, in the memory that runs short. The only cache
/// of weights. Safe for several threads.
/// </summary>
public sealed class ModelPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly Dictionary<string, OpenedModel> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<NetworkRecipe, Entry> _entries = [];
    private long _clock;
    private bool _isTrimDue;

    /// <param name="files">Where embeddings are found by name; null: there are none.</param>
    public ModelPool(ModelPoolOptions options, IModelFiles? files = null, ILogger<ModelPool>? logger = null)
    {
        Options = options;
        Files = files;
        _logger = logger ?? NullLogger<ModelPool>.Instance;
    }

    /// <summary>Bytes of weights in all memories now, those mapped from files included.</summary>
    public long MemoryUsed
    {
        get
        {
            lock (_gate)
                return _entries.Values.Sum(entry => entry.Bytes);
        }
    }

    /// <summary>Those where the session's device computes: in its own memory, or in main memory.</summary>
    public long DeviceMemoryUsed => UsedIn(Options.DeviceMemory ?? Options.MainMemory);

    internal ModelPoolOptions Options { get; }

    internal IModelFiles? Files { get; }

    /// <summary>
    /// Opens a checkpoint: a .safetensors file, or a folder in diffusers layout. Reads no weights yet. The same unchanged file gives the
    /// same objects; a changed one is read anew.
    /// </summary>
    /// <exception cref="EngineException">Not there or not a checkpoint (BadFile); recognised but not supported (Unsupported).</exception>
    public LoadedCheckpoint LoadCheckpoint(string path, CancellationToken cancellationToken) =>
        Open(path, "checkpoints", cancellationToken).Checkpoint!;

    /// <summary>Opens a denoising network: a file with nothing else in it, or the one of a checkpoint.</summary>
    /// <exception cref="EngineException">Not there or no such network in it (BadFile); known and not supported (Unsupported).</exception>
    public DiffusionModel LoadModel(string path, CancellationToken cancellationToken) =>
        Open(path, "diffusion_models", cancellationToken).Checkpoint!.Model;

    /// <summary>Opens a text encoder: a file with nothing else in it, or the one of a checkpoint.</summary>
    /// <inheritdoc cref="LoadModel"/>
    public ClipModel LoadClip(string path, CancellationToken cancellationToken)
    {
        var opened = Open(path, "text_encoders", cancellationToken);
        return opened.Clip ?? TextEncoders.Join(Options.Families, opened.Encoders);
    }

    /// <summary>Opens an autoencoder: a file with nothing else in it, or the one of a checkpoint.</summary>
    /// <inheritdoc cref="LoadModel"/>
    public VaeModel LoadVae(string path, CancellationToken cancellationToken) => Open(path, "vae", cancellationToken).Vae!;

    /// <summary>Opens a ControlNet, a control-LoRA or a T2I-Adapter.</summary>
    /// <inheritdoc cref="LoadModel"/>
    public ControlModel LoadControl(string path, CancellationToken cancellation) => Open(path, "controlnet", cancellation).Control!;

    /// <summary>Opens an upscaler of pictures.</summary>
    /// <inheritdoc cref="LoadModel"/>
    public UpscaleModel LoadUpscaler(string path, CancellationToken cancellation) => Open(path, "upscale_models", cancellation).Upscaler!;

    /// <summary>The networks in memory now, those being loaded too; the largest first.</summary>
    public IReadOnlyList<HeldNetwork> Held()
    {
        lock (_gate)
            return [.. _entries.Values.OrderByDescending(entry => entry.Bytes).Select(entry => entry.Shown())];
    }

    /// <summary>Lets go of every model that is not in use; what runs goes when it ends.</summary>
    public void Free()
    {
        lock (_gate)
            Forget(_ => true);
        TrimIfDue();
    }

    public void Dispose() => Free();

    /// <summary>Opens the text encoders of a file, to be joined with those of others.</summary>
    /// <inheritdoc cref="LoadModel"/>
    internal ImmutableArray<NetworkRecipe> LoadTextEncoders(string path, CancellationToken cancellationToken) =>
        Open(path, "text_encoders", cancellationToken).Encoders;

    /// <summary>A network in memory, loaded if need be; it stays there until the lease is disposed.</summary>
    internal NetworkLease Lease(NetworkRecipe recipe, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(recipe, out entry))
                _entries.Add(recipe, entry = new Entry(recipe, Options.Place(recipe.InMainMemory)));
            entry.Leases++;
            entry.LastUse = ++_clock;
        }
        try
        {
            entry.Loading.Wait(cancellationToken);
            try
            {
                entry.Network ??= Load(entry, cancellationToken);
            }
            finally
            {
                entry.Loading.Release();
            }
            return new NetworkLease(entry.Network.Session, () => Return(entry));
        }
        catch
        {
            Return(entry);
            throw;
        }
    }

    internal OpenedModel Open(string path, string kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var full = Path.GetFullPath(path);
        var opened = Known(full, FileStamp.Of(full)) ?? Keep(Directory.Exists(full)
            ? OnnxFolderSource.Open(full)
            : CheckpointSource.Open(full, kind, Options.Families));
        ModelDetector.Require(opened.Source, kind);
        return opened;
    }

    /// <summary>What was opened before and has not changed; what has is forgotten.</summary>
    private OpenedModel? Known(string path, FileStamp stamp)
    {
        lock (_gate)
        {
            if (!_opened.TryGetValue(path, out var known) || known.Source.Stamp == stamp)
                return known;
            _opened.Remove(path);
            Forget(entry => entry.Recipe.Uses(path));
            return null;
        }
    }

    /// <summary>Another thread may have been faster: all get the same objects.</summary>
    private OpenedModel Keep(ModelSource source)
    {
        var opened = new OpenedModel(source, Options.Families);
        lock (_gate)
        {
            return _opened.TryGetValue(source.Path, out var known) && known.Source.Stamp == source.Stamp
                ? known
                : _opened[source.Path] = opened;
        }
    }

    private LoadedNetwork Load(Entry entry, CancellationToken cancellationToken)
    {
        var (source, network) = entry.Recipe;
        var kind = MemoryPlan.KindOf(network.Role);
        var options = Options.At(entry.Recipe.InMainMemory).For(kind, entry.Recipe.EstimateBytes);
        MakeRoomFor(kind, entry.Recipe.EstimateBytes(options), entry.Place);
        try
        {
            return Build(entry.Recipe, options, cancellationToken);
        }
        catch (EngineException failure) when (failure.Kind is EngineError.OutOfMemory)
        {
            _logger.LogWarning(failure, "No memory for the {Network} of {Model}: letting go of every idle model and trying once more.",
                network.Role.Title, source.Name);
            MakeRoom(0, entry.Place);
            return Build(entry.Recipe, options, cancellationToken);
        }
    }

    private static LoadedNetwork Build(NetworkRecipe recipe, ModelPoolOptions options, CancellationToken cancellationToken) =>
        recipe.Source.Build(recipe.Network, recipe.Changes, recipe.Patches, options, cancellationToken);

    private long UsedIn(MemoryPlace place)
    {
        lock (_gate)
            return _entries.Values.Where(entry => entry.Place.Name == place.Name).Sum(entry => entry.Bytes);
    }

    /// <summary>Within the budget, and within what that memory has left.</summary>
    private void MakeRoomFor(NetworkKind wanted, long bytes, MemoryPlace place)
    {
        var missing = Math.Max(0, bytes - place.Free());
        MakeRoom(Math.Min(place.Budget - bytes, UsedIn(place) - missing), place, wanted);
    }

    /// <summary>Lets go of idle networks in a memory until no more than this many bytes are held there.</summary>
    private void MakeRoom(long bytes, MemoryPlace place, NetworkKind? wanted = null)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values
                .Where(entry => entry is { Leases: 0, Network: not null } && entry.Place.Name == place.Name)
                .OrderBy(entry => MemoryPlan.EvictionRank(MemoryPlan.KindOf(entry.Recipe.Network.Role), wanted))
                .ThenBy(entry => entry.LastUse).ToArray())
            {
                if (UsedIn(place) <= bytes)
                    break;
                Remove(entry);
            }
        }
        TrimIfDue();
    }

    /// <summary>Outside the lock, since it takes a while.</summary>
    private void TrimIfDue()
    {
        if (Interlocked.Exchange(ref _isTrimDue, false))
            NativeHeap.Trim();
    }

    private void Forget(Func<Entry, bool> which)
    {
        foreach (var entry in _entries.Values.Where(which).ToArray())
            Remove(entry);
    }

    /// <summary>Takes an entry out of the pool; its weights go now, or with its last lease.</summary>
    private void Remove(Entry entry)
    {
        _entries.Remove(entry.Recipe);
        entry.IsRemoved = true;
        if (entry.Leases == 0)
            LetGo(entry);
    }

    private void LetGo(Entry entry)
    {
        entry.Dispose();
        _isTrimDue = true;
    }

    private void Return(Entry entry)
    {
        lock (_gate)
        {
            entry.Leases--;
            if (entry is { Leases: 0, IsRemoved: true })
                LetGo(entry);
            else if (entry.Leases == 0 && entry.Network is null)
                Remove(entry);
        }
        MakeRoom(entry.Place.Budget, entry.Place);
    }

    /// <summary>
    /// A network that is loaded, being loaded, or about to be. The fields belong to the pool's lock, loading to <see cref="Loading"/>.
    /// </summary>
    private sealed class Entry(NetworkRecipe recipe, MemoryPlace place) : IDisposable
    {
        private volatile LoadedNetwork? _network;

        public NetworkRecipe Recipe { get; } = recipe;

        /// <summary>The memory that its weights count in.</summary>
        public MemoryPlace Place { get; } = place;

        public SemaphoreSlim Loading { get; } = new(1, 1);

        public LoadedNetwork? Network
        {
            get => _network;
            set => _network = value;
        }

        public long Bytes => _network?.Bytes ?? 0;

        public int Leases { get; set; }

        public long LastUse { get; set; }

        public bool IsRemoved { get; set; }

        public HeldNetwork Shown() => new(Recipe.Source.Name, Recipe.Network.Role.Title, Place.Name, Bytes, Leases > 0);

        public void Dispose()
        {
            _network?.Session.Dispose();
            Loading.Dispose();
        }
    }
}
