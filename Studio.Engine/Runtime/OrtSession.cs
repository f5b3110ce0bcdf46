using System.Diagnostics;
using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>
/// A model that is ready to run. Safe for any number of concurrent runs; disposing waits for none of them, the native session goes when
/// the last one has returned.
/// </summary>
public sealed unsafe class OrtSession : IDisposable
{
    private readonly SessionHandle _session;
    private readonly string _name;
    private readonly bool _shapesAreInferred;
    private readonly Dictionary<string, ValueDescription> _inputByName;
    private readonly Dictionary<string, ValueDescription> _outputByName;

    private OrtSession(SessionHandle session, string name, bool shapesAreInferred)
    {
        _session = session;
        _name = name;
        _shapesAreInferred = shapesAreInferred;
        (Inputs, Outputs) = SessionValues.Describe(session, $"Reading the inputs and outputs of {name}");
        _inputByName = Inputs.ToDictionary(static value => value.Name, StringComparer.Ordinal);
        _outputByName = Outputs.ToDictionary(static value => value.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ValueDescription> Inputs { get; }

    public IReadOnlyList<ValueDescription> Outputs { get; }

    /// <summary>Loads an .onnx file; weights in side files are found beside it.</summary>
    /// <exception cref="EngineException">The file is missing, damaged or uses what this build cannot run.</exception>
    public static OrtSession FromFile(string onnxPath, SessionSettings settings)
    {
        if (!File.Exists(onnxPath))
            throw new EngineException(EngineError.BadFile, $"Loading {settings.Name}: there is no file {onnxPath}.");
        var log = settings.Logger is null ? null : new OrtLog(settings.Logger);
        SessionHandle session;
        try
        {
            using var options = OrtSessionOptions.Create(settings, log);
            using var strings = new NativeStrings();
            OrtStatus.Check(OrtApi.CreateSession(OrtEnvironment.Current.Env, strings.Path(onnxPath), options.Value, out var created),
                $"Loading {settings.Name} from {onnxPath}");
            session = new SessionHandle(created, log is null ? [] : [log]);
        }
        catch
        {
            log?.Dispose();
            throw;
        }
        return Adopt(session, settings.Name, shapesAreInferred: false);
    }

    /// <summary>
    /// Runs the model once. Every output comes back as a new float32 tensor in the order asked for (all of them when none is named).
    /// Cancelling ends the run between two nodes.
    /// </summary>
    /// <exception cref="EngineException">An input is missing, unknown or misshapen; memory ran out; the runtime failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the run.</exception>
    public IReadOnlyList<Tensor> Run(ReadOnlySpan<NamedInput> inputs, ReadOnlySpan<string> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = outputs.IsEmpty ? [.. Outputs.Select(static output => output.Name)] : outputs.ToArray();
        RequireKnown(inputs, wanted);
        var held = false;
        var feeds = new List<OrtValue>(inputs.Length);
        try
        {
            // a Dispose on another thread takes effect when this run is over
            _session.DangerousAddRef(ref held);
            foreach (var input in inputs)
                feeds.Add(input.ToValue(_inputByName[input.Name].Type));
            return Run(inputs, feeds, wanted, cancellationToken);
        }
        finally
        {
            feeds.ForEach(static feed => feed.Dispose());
            if (held)
                _session.DangerousRelease();
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Takes over a native session, also when this throws.</summary>
    /// <param name="shapesAreInferred">Known output shapes follow from the graph; a file may declare wrong ones.</param>
    internal static OrtSession Adopt(SessionHandle session, string name, bool shapesAreInferred)
    {
        try
        {
            return new OrtSession(session, name, shapesAreInferred);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private Tensor[] Run(ReadOnlySpan<NamedInput> inputs, List<OrtValue> feeds, string[] wanted, CancellationToken cancellationToken)
    {
        var doing = $"Running {_name}";
        using var results = new RunResults(Array.ConvertAll(wanted, name => Preallocate(_outputByName[name])));
        using var strings = new NativeStrings();
        using var options = CreateRunOptions(doing);
        using var termination = cancellationToken.UnsafeRegister(static options => Terminate((RunOptionsHandle)options!), options);
        var inputNames = strings.Utf8List(Names(inputs));
        var outputNames = strings.Utf8List(wanted);
        nint status;
        var began = Stopwatch.GetTimestamp();
        fixed (nint* inputValues = feeds.Select(static feed => feed.Pointer).ToArray(), outputValues = results.Pointers)
        {
            status = OrtApi.Run(_session.DangerousGetHandle(), options.Value, inputNames, inputValues, (nuint)feeds.Count,
                outputNames, (nuint)wanted.Length, outputValues);
        }
        RunMeter.Record(Stopwatch.GetElapsedTime(began), _name);
        results.TakeOver();
        OrtStatus.Check(status, doing, cancellationToken);
        // some providers finish a queued run in spite of the termination flag
        cancellationToken.ThrowIfCancellationRequested();
        return results.Read(doing);
    }

    private Tensor? Preallocate(ValueDescription output)
    {
        // no dims: a scalar or of unknown rank
        var isKnown = _shapesAreInferred && output.Type is ElementType.Float32
            && output.Dims.Count > 0 && output.Dims.All(static size => size > 0);
        return isKnown ? new Tensor([.. output.Dims.Select(static size => checked((int)size))]) : null;
    }

    private void RequireKnown(ReadOnlySpan<NamedInput> inputs, string[] outputs)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!_inputByName.ContainsKey(input.Name))
                throw Mismatch($"it has no input '{input.Name}'; its inputs are {List(Inputs)}");
            if (!given.Add(input.Name))
                throw Mismatch($"the input '{input.Name}' was given twice");
        }
        foreach (var input in Inputs)
        {
            if (!given.Contains(input.Name))
                throw Mismatch($"the input '{input.Name}' was not given; its inputs are {List(Inputs)}");
        }
        foreach (var output in outputs)
        {
            if (!_outputByName.ContainsKey(output))
                throw Mismatch($"it has no output '{output}'; its outputs are {List(Outputs)}");
        }
    }

    private EngineException Mismatch(string what) => new(EngineError.Native, $"Running {_name}: {what}.");

    private static string List(IReadOnlyList<ValueDescription> values) => string.Join(", ", values.Select(static value => value.Name));

    private static string[] Names(ReadOnlySpan<NamedInput> inputs)
    {
        var names = new string[inputs.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = inputs[i].Name;
        return names;
    }

    private static RunOptionsHandle CreateRunOptions(string doing)
    {
        OrtStatus.Check(OrtApi.CreateRunOptions(out var created), doing);
        return new RunOptionsHandle(created);
    }

    private static void Terminate(RunOptionsHandle options)
    {
        var status = OrtApi.RunOptionsSetTerminate(options.Value);
        if (status != 0)
            OrtApi.ReleaseStatus(status);
    }
}
