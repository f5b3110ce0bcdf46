namespace Studio.Engine.Runtime;

/// <summary>
/// A model being described: inputs, initializers, nodes, outputs; then <see cref="CreateSession"/>, once. Operators are those of ONNX
/// opset 21 and of com.microsoft 1. Values are known by name; an empty input name leaves an optional input out.
/// </summary>
public sealed unsafe class OrtGraph : IGraphBuilder, IDisposable
{
    /// <summary>The runtime refuses external initializers below this size.</summary>
    private const int SmallestExternal = 128;

    private const string Doing = "Describing a model";

    private static readonly (string Domain, int Version)[] Opsets = [("", 21), ("com.microsoft", 1)];

    private static readonly (string Domain, int Version)[] OpsetsWithOurs = [.. Opsets, (OwnOperators.Domain, OwnOperators.Version)];

    private readonly GraphHandle _graph;
    private readonly List<ValueInfoHandle> _inputs = [];
    private readonly List<ValueInfoHandle> _outputs = [];
    private readonly List<IDisposable> _pins = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _outputNames = [];

    /// <summary>Initializers, and what is made of them alone.</summary>
    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);

    /// <summary>
    /// Nodes on initializers alone: casts of weights. They are added before the others, because the runtime orders a run depth first,
    /// from the results back, into the inputs with the highest node number first: a cast numbered after what feeds the same layer runs
    /// before all of that, and every widened weight of the network stands in memory at once. Numbered first, it runs just before its layer.
    /// </summary>
    private readonly List<NodeHandle> _preparations = [];

    private readonly List<NodeHandle> _nodes = [];
    private bool _hasOwnOperators;

    /// <exception cref="EngineException">No usable ONNX Runtime library was found.</exception>
    public OrtGraph()
    {
        _ = OrtEnvironment.Current;
        OrtStatus.Check(OrtApi.CreateGraph(out var graph), Doing);
        _graph = new GraphHandle(graph);
    }

    /// <param name="dims">-1 is dynamic; no dims: a scalar.</param>
    public void Input(string name, ElementType type, params ReadOnlySpan<long> dims)
    {
        _inputs.Add(DescribeValue(name, type, dims, hasShape: true));
        _known.Add(name);
    }

    /// <summary>Names a node's output as the model's; its shape follows from the graph.</summary>
    public void Output(string name, ElementType type)
    {
        _outputs.Add(DescribeValue(name, type, [], hasShape: false));
        _outputNames.Add(name);
    }

    /// <summary>
    /// A constant. From 128 bytes on the data is not copied: it stays pinned (a slice of a <see cref="MappedFile"/>: leased) until the
    /// session is gone, and must not change. Any alignment will do.
    /// </summary>
    /// <exception cref="ArgumentException">The data is not as long as shape and type say.</exception>
    public void Initializer(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        RequireLength(name, type, shape, data.Length);
        if (data.Length < SmallestExternal)
        {
            using var copy = OrtValue.Copy(data.Span, type, shape);
            AddInitializer(name, copy, external: false);
            return;
        }
        var (value, memory) = OrtValue.Over(data, type, shape).Detach();
        _pins.Add(memory);
        using (value)
            AddInitializer(name, value, external: true);
    }

    /// <summary>A node; its first output's name is what error messages and profiles call it.</summary>
    /// <param name="domain">Empty for ONNX's own operators, else "com.microsoft".</param>
    public void Node(
        string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<OrtAttribute> attributes, string domain = "")
    {
        var doing = $"Adding the node {NodeName(op, outputs)} ({op})";
        using var strings = new NativeStrings();
        var created = new List<AttributeHandle>(attributes.Length);
        try
        {
            foreach (var attribute in attributes)
                created.Add(attribute.Create(strings, doing));
            var node = CreateNode(strings, op, domain, inputs, outputs, created, doing);
            var isPreparation = !inputs.IsEmpty && inputs.ToArray().All(_prepared.Contains);
            (isPreparation ? _preparations : _nodes).Add(node);
            if (isPreparation)
                _prepared.UnionWith(outputs.ToArray());
            _hasOwnOperators |= domain == OwnOperators.Domain;
            foreach (var output in outputs)
                _known.Add(output);
        }
        finally
        {
            created.ForEach(static attribute => attribute.Dispose());
        }
    }

    /// <summary>Checks, optimizes and makes the model ready to run. The graph is spent by it, whether or not it succeeds.</summary>
    /// <param name="keepAlive">Disposed after the session (or at once if there will be none).</param>
    /// <exception cref="EngineException">The graph is wrong, or the provider or the memory is not there.</exception>
    public OrtSession CreateSession(SessionSettings settings, params IDisposable[] keepAlive)
    {
        var log = settings.Logger is null ? null : new OrtLog(settings.Logger);
        var leases = new List<IDisposable>([.. _pins, .. keepAlive]);
        _pins.Clear();
        if (log is not null)
            leases.Add(log);
        SessionHandle session;
        try
        {
            using var options = OrtSessionOptions.Create(settings, log);
            using var model = ToModel(settings.Name);
            session = new SessionHandle(ToSession(model, options, $"Building {settings.Name}"), leases);
        }
        catch
        {
            // what lives in the graph may still point at the pinned memory
            Dispose();
            leases.ForEach(static lease => lease.Dispose());
            throw;
        }
        return OrtSession.Adopt(session, settings, shapesAreInferred: true);
    }

    public void Dispose()
    {
        _graph.Dispose();
        foreach (var value in _inputs.Concat(_outputs))
            value.Dispose();
        foreach (var node in _preparations.Concat(_nodes))
            node.Dispose();
        foreach (var pin in _pins)
            pin.Dispose();
        _pins.Clear();
    }

    private static NodeHandle CreateNode(NativeStrings strings, string op, string domain, ReadOnlySpan<string> inputs,
        ReadOnlySpan<string> outputs, List<AttributeHandle> attributes, string doing)
    {
        var pointers = Pointers(attributes);
        nint node, status;
        fixed (nint* list = pointers)
        {
            status = OrtApi.CreateNode(strings.Utf8(op), strings.Utf8(domain), strings.Utf8(NodeName(op, outputs)),
                strings.Utf8List(inputs), (nuint)inputs.Length, strings.Utf8List(outputs), (nuint)outputs.Length,
                list, (nuint)pointers.Length, out node);
        }
        // the call blanks the attributes that it took over
        for (var i = 0; i < pointers.Length; i++)
        {
            if (pointers[i] == 0)
                attributes[i].Moved();
        }
        OrtStatus.Check(status, doing);
        return new NodeHandle(node);
    }

    private static string NodeName(string op, ReadOnlySpan<string> outputs) => outputs.IsEmpty ? op : outputs[0];

    private ModelHandle ToModel(string name)
    {
        var doing = $"Building {name}";
        // the runtime builds such a session and fails, obscurely, when it is run
        if (_outputNames.Find(output => !_known.Contains(output)) is { } missing)
            throw new EngineException(EngineError.Native, $"{doing}: no node makes the output '{missing}'.");
        foreach (var node in _preparations.Concat(_nodes))
        {
            OrtStatus.Check(OrtApi.AddNodeToGraph(_graph.Value, node.Value), doing);
            node.Moved();
        }
        using var strings = new NativeStrings();
        fixed (nint* inputs = Pointers(_inputs), outputs = Pointers(_outputs))
        {
            OrtStatus.Check(OrtApi.SetGraphInputs(_graph.Value, inputs, (nuint)_inputs.Count), doing);
            _inputs.ForEach(static value => value.Moved());
            OrtStatus.Check(OrtApi.SetGraphOutputs(_graph.Value, outputs, (nuint)_outputs.Count), doing);
            _outputs.ForEach(static value => value.Moved());
        }
        nint created;
        var opsets = _hasOwnOperators ? OpsetsWithOurs : Opsets;
        fixed (int* versions = Array.ConvertAll(opsets, static opset => opset.Version))
        {
            var domains = strings.Utf8List(Array.ConvertAll(opsets, static opset => opset.Domain));
            OrtStatus.Check(OrtApi.CreateModel(domains, versions, (nuint)opsets.Length, out created), doing);
        }
        var model = new ModelHandle(created);
        try
        {
            OrtStatus.Check(OrtApi.AddGraphToModel(model.Value, _graph.Value), doing);
            _graph.Moved();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private nint ToSession(ModelHandle model, SessionOptionsHandle options, string doing)
    {
        if (_hasOwnOperators)
            return OwnOperators.CreateSession(model, options, OpsetsWithOurs, doing);
        OrtStatus.Check(OrtApi.CreateSessionFromModel(OrtEnvironment.Current.Env, model.Value, options.Value, out var created), doing);
        return created;
    }

    private void AddInitializer(string name, ValueHandle value, bool external)
    {
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.AddInitializerToGraph(_graph.Value, strings.Utf8(name), value.Value, external ? (byte)1 : (byte)0),
            $"Adding the weights {name}");
        value.Moved();
        _known.Add(name);
        _prepared.Add(name);
    }

    private static ValueInfoHandle DescribeValue(string name, ElementType type, ReadOnlySpan<long> dims, bool hasShape)
    {
        var doing = $"Describing the value {name}";
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.CreateTensorTypeAndShapeInfo(out var created), doing);
        using var info = new TensorInfoHandle(created);
        OrtStatus.Check(OrtApi.SetTensorElementType(info.Value, (int)type), doing);
        if (hasShape)
        {
            fixed (long* first = dims)
                OrtStatus.Check(OrtApi.SetDimensions(info.Value, first, (nuint)dims.Length), doing);
        }
        OrtStatus.Check(OrtApi.CreateTensorTypeInfo(info.Value, out var typeCreated), doing);
        using var typeInfo = new TypeInfoHandle(typeCreated);
        OrtStatus.Check(OrtApi.CreateValueInfo(strings.Utf8(name), typeInfo.Value, out var value), doing);
        return new ValueInfoHandle(value);
    }

    private static void RequireLength(string name, ElementType type, ReadOnlySpan<long> shape, int bytes)
    {
        long expected = type.Size();
        foreach (var size in shape)
            expected = checked(expected * size);
        if (expected == bytes)
            return;
        throw new ArgumentException(
            $"{name}: {bytes} bytes do not fill the shape [{string.Join(", ", shape.ToArray())}] of {type}, which takes {expected}.",
            nameof(bytes));
    }

    private static nint[] Pointers<T>(List<T> handles)
        where T : OrtHandle => [.. handles.Select(static handle => handle.Value)];
}
