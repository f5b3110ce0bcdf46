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
    private readonly DevicePlace _place;
    private readonly Dictionary<string, ValueDescription> _inputByName;
    private readonly Dictionary<string, ValueDescription> _outputByName;

    private OrtSession(SessionHandle session, SessionSettings settings, bool shapesAreInferred)
    {
        _session = session;
        _name = settings.Name;
        _shapesAreInferred = shapesAreInferred;
        _place = DevicePlace.Of(settings);
        (Inputs, Outputs) = SessionValues.Describe(session, $"Reading the inputs and outputs of {_name}");
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
        return Adopt(session, settings, shapesAreInferred: false);
    }

    /// <summary>
    /// Runs the model once. Every output comes back as a new float32 tensor in the order asked for (all of them when none is named).
    /// Cancelling ends the run between two nodes.
    /// </summary>
    /// <exception cref="EngineException">An input is missing, unknown or misshapen; memory ran out; the runtime failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the run.</exception>
    public IReadOnlyList<Tensor> Run(ReadOnlySpan<NamedInput> inputs, ReadOnlySpan<string> outputs, CancellationToken cancellationToken)
    {
        var wanted = Check(inputs, outputs, cancellationToken);
        // a Dispose on another thread takes effect when this run is over
        using var session = new HandleHold(_session);
        using var feeds = new RunInputs(inputs, name => _inputByName[name].Type);
        using var results = new RunResults(Array.ConvertAll(wanted, name => Preallocate(_outputByName[name])));
        using var strings = new NativeStrings();
        var inputNames = strings.Utf8List(feeds.Names);
        var outputNames = strings.Utf8List(wanted);
        Execute(options =>
        {
            fixed (nint* inputValues = feeds.Pointers, outputValues = results.Pointers)
            {
                var status = OrtApi.Run(session.Value, options, inputNames, inputValues, (nuint)feeds.Pointers.Length,
                    outputNames, (nuint)wanted.Length, outputValues);
                results.TakeOver();
                return status;
            }
        }, cancellationToken);
        return results.Read(Doing);
    }

    /// <summary>
    /// Runs the model once and leaves its outputs where it computes, to be inputs of other runs: nothing is copied to main memory. The
    /// caller disposes of them. Otherwise as <see cref="Run"/>.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public IReadOnlyList<DeviceValue> RunOnDevice(ReadOnlySpan<NamedInput> inputs, ReadOnlySpan<string> outputs,
        CancellationToken cancellationToken)
    {
        var wanted = Check(inputs, outputs, cancellationToken);
        using var session = new HandleHold(_session);
        using var feeds = new RunInputs(inputs, name => _inputByName[name].Type);
        using var binding = new RunBinding(_session, feeds, wanted, _place, Doing);
        Execute(options => OrtApi.RunWithBinding(session.Value, options, binding.Pointer), cancellationToken);
        return binding.TakeOutputs();
    }

    /// <summary>
    /// Brings a tensor to where this model computes, in the type of one of its inputs, for any number of runs of any model there. The
    /// caller disposes of it. On the CPU it lies over the tensor's own memory, if that has the type.
    /// </summary>
    /// <exception cref="EngineException">There is no such input, or the device has no memory left.</exception>
    public DeviceValue Upload(string input, Tensor tensor)
    {
        var type = _inputByName.TryGetValue(input, out var declared) ? declared.Type : throw NoInput(input);
        return _place.IsMainMemory
            ? new DeviceValue(NamedInput.Of(input, tensor).ToValue(type).HandOver(), _place)
            : OrtEnvironment.Current.CopierOf(_place).ToDevice(tensor, type);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Takes over a native session, also when this throws.</summary>
    /// <param name="shapesAreInferred">Known output shapes follow from the graph; a file may declare wrong ones.</param>
    internal static OrtSession Adopt(SessionHandle session, SessionSettings settings, bool shapesAreInferred)
    {
        try
        {
            return new OrtSession(session, settings, shapesAreInferred);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private string Doing => $"Running {_name}";

    /// <param name="call">Takes the run's options and gives a status.</param>
    private void Execute(Func<nint, nint> call, CancellationToken cancellationToken)
    {
        using var options = CreateRunOptions(Doing);
        using var termination = cancellationToken.UnsafeRegister(static options => Terminate((RunOptionsHandle)options!), options);
        var began = Stopwatch.GetTimestamp();
        var status = call(options.Value);
        RunMeter.Record(Stopwatch.GetElapsedTime(began), _name);
        OrtStatus.Check(status, Doing, cancellationToken);
        // some providers finish a queued run in spite of the termination flag
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Tensor? Preallocate(ValueDescription output)
    {
        // no dims: a scalar or of unknown rank
        var isKnown = _shapesAreInferred && output.Type is ElementType.Float32
            && output.Dims.Count > 0 && output.Dims.All(static size => size > 0);
        return isKnown ? new Tensor([.. output.Dims.Select(static size => checked((int)size))]) : null;
    }

    /// <summary>The outputs to compute, when everything fits.</summary>
    private string[] Check(ReadOnlySpan<NamedInput> inputs, ReadOnlySpan<string> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!_inputByName.TryGetValue(input.Name, out var declared))
                throw NoInput(input.Name);
            if (!given.Add(input.Name))
                throw Mismatch($"the input '{input.Name}' was given twice");
            if (input.OnDevice is { } value)
                RequireFit(value, declared);
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
        return outputs.IsEmpty ? [.. Outputs.Select(static output => output.Name)] : outputs.ToArray();
    }

    private void RequireFit(DeviceValue value, ValueDescription input)
    {
        if (value.Type != input.Type)
            throw Mismatch($"the input '{input.Name}' takes {input.Type}, but was given {value}");
        if (!value.Place.IsMainMemory && value.Place != _place)
            throw Mismatch($"the input '{input.Name}' was given {value}, but the model computes in {_place}: read it first");
    }

    private EngineException NoInput(string name) => Mismatch($"it has no input '{name}'; its inputs are {List(Inputs)}");

    private EngineException Mismatch(string what) => new(EngineError.Native, $"{Doing}: {what}.");

    private static string List(IReadOnlyList<ValueDescription> values) => string.Join(", ", values.Select(static value => value.Name));

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
