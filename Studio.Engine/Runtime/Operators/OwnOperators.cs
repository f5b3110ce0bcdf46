using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Engine.Runtime;

/// <summary>
/// The table of our operators as the runtime wants it. An exception never passes through its frames: it becomes a status, and comes back as
/// an exception where the run was asked for.
/// </summary>
internal static unsafe class OwnOperators
{
    public const string Domain = "studio";
    public const int Version = 1;

    /// <summary>Whether this processor has what <see cref="Conv3x3"/> is written in.</summary>
    public static bool HasConvolution => WinogradConvolution.IsSupported;

    private const string Doing = "Running an operator of Studio's";
    private const int Failed = 1;

    private static readonly OwnOperator[] All =
    [
        new Conv3x3(), .. new[] { ElementType.Float8E4M3, ElementType.Float8E5M2 }
            .SelectMany(type => new OwnOperator[] { new Widen8(type), new Rows8(type) }),
        .. BlockFormats.All.SelectMany(format => new OwnOperator[] { new UnpackBlocks(format), new UnpackRows(format) }),
    ];

    private static readonly nint[] Names = Array.ConvertAll(All, static op => Marshal.StringToCoTaskMemUTF8(op.Name));

    /// <summary>The domain with all of them, for every session's options on the CPU; stays as long as the environment.</summary>
    public static nint CreateDomain()
    {
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.CreateCustomOpDomain(strings.Utf8(Domain), out var domain), Doing);
        for (var i = 0; i < All.Length; i++)
        {
            // must outlive every session
            var entry = (Entry*)NativeMemory.AllocZeroed((nuint)sizeof(Entry));
            *entry = new Entry { Op = Describe(), Index = i };
            OrtStatus.Check(OrtApi.CustomOpDomainAdd(domain, (nint)entry), Doing);
        }
        return domain;
    }

    /// <summary>
    /// A session of a described model with our operators in it. The runtime's short way looks at no domain but its own, so the model is put
    /// into an empty one, which was loaded with ours.
    /// </summary>
    /// <returns>The session, which the caller owns.</returns>
    public static nint CreateSession(ModelHandle model, SessionOptionsHandle options, IEnumerable<(string Domain, int Version)> opsets,
        string doing)
    {
        nint session;
        var empty = EmptyModel(opsets);
        fixed (byte* bytes = empty)
        {
            OrtStatus.Check(OrtApi.CreateModelEditorSessionFromArray(
                OrtEnvironment.Current.Env, (nint)bytes, (nuint)empty.Length, options.Value, out session), doing);
        }
        try
        {
            OrtStatus.Check(OrtApi.ApplyModelToModelEditorSession(session, model.Value), doing);
            OrtStatus.Check(OrtApi.FinalizeModelEditorSession(session, options.Value, 0), doing);
            return session;
        }
        catch
        {
            OrtApi.ReleaseSession(session);
            throw;
        }
    }

    /// <summary>A model without a node, as ONNX's protobuf has it: field numbers and lengths by hand, all below 128.</summary>
    private static byte[] EmptyModel(IEnumerable<(string Domain, int Version)> opsets)
    {
        const byte irVersion = 10;
        static byte[] Field(byte tag, byte[] content) => [tag, (byte)content.Length, .. content];
        var imports = opsets.SelectMany(opset =>
            Field(0x42, [.. Field(0x0A, Encoding.ASCII.GetBytes(opset.Domain)), 0x10, (byte)opset.Version]));
        return [0x08, irVersion, .. Field(0x3A, Field(0x12, "empty"u8.ToArray())), .. imports];
    }

    private static OrtCustomOp Describe() => new()
    {
        Version = OrtLibrary.OldestApi,
        GetName = &NameOf,
        GetExecutionProviderType = &OnTheCpu,
        GetInputType = &InputType,
        GetInputTypeCount = &InputCount,
        GetOutputType = &OutputType,
        GetOutputTypeCount = &OutputCount,
        KernelDestroy = &Destroy,
        GetInputCharacteristic = &Default,
        GetOutputCharacteristic = &Default,
        GetInputMemoryType = &Default,
        CreateKernelV2 = &Create,
        KernelComputeV2 = &Compute,
        InferOutputShape = &InferShape,
    };

    private static OwnOperator Of(nint entry) => All[((Entry*)entry)->Index];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Compute(nint kernel, nint context) => Guarded(() =>
    {
        var (op, prepared) = Node(kernel);
        op.Compute(new OrtKernelContext(context, Doing), prepared);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint InferShape(nint entry, nint context) => Guarded(() =>
    {
        var op = Of(entry);
        var inputs = Enumerable.Range(0, op.Inputs.Count).Select(index => InputShape(context, (nuint)index)).ToArray();
        // a size that is set to -1 is taken for that number, and Reshape then computes with it
        if (op.Shape(inputs) is { } shape && shape.All(static size => size >= 0))
            SetShape(context, shape);
    });

    private static long[] InputShape(nint context, nuint index)
    {
        // belongs to the context
        OrtStatus.Check(OrtApi.ShapeInferContextGetInputTypeShape(context, index, out var info), Doing);
        return OrtValue.ReadTypeAndShape(info, Doing).Dims;
    }

    private static void SetShape(nint context, long[] shape)
    {
        OrtStatus.Check(OrtApi.CreateTensorTypeAndShapeInfo(out var created), Doing);
        using var info = new TensorInfoHandle(created);
        OrtStatus.Check(OrtApi.SetTensorElementType(info.Value, (int)ElementType.Float32), Doing);
        fixed (long* first = shape)
            OrtStatus.Check(OrtApi.SetDimensions(info.Value, first, (nuint)shape.Length), Doing);
        OrtStatus.Check(OrtApi.ShapeInferContextSetOutputTypeShape(context, 0, info.Value), Doing);
    }

    private static nint Guarded(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception failure)
        {
            using var strings = new NativeStrings();
            return OrtApi.CreateStatus(Failed, strings.Utf8(failure.Message));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Create(nint entry, nint api, nint info, nint* kernel)
    {
        var target = kernel;
        return Guarded(() =>
        {
            var op = Of(entry);
            *target = GCHandle.ToIntPtr(GCHandle.Alloc((op, op.Prepare(info))));
        });
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint kernel)
    {
        Node(kernel).Prepared?.Dispose();
        GCHandle.FromIntPtr(kernel).Free();
    }

    private static (OwnOperator Op, IDisposable? Prepared) Node(nint kernel) =>
        ((OwnOperator, IDisposable?))GCHandle.FromIntPtr(kernel).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint NameOf(nint entry) => Names[((Entry*)entry)->Index];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnTheCpu(nint entry) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputType(nint entry, nuint index) => (int)Of(entry).Inputs[(int)index];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint InputCount(nint entry) => (nuint)Of(entry).Inputs.Count;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OutputType(nint entry, nuint index) => (int)ElementType.Float32;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint OutputCount(nint entry) => 1;

    /// <summary>A required input or output, in the provider's own memory.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Default(nint entry, nuint index) => 0;

    /// <summary>What the runtime hands back to each call, with what tells us which operator it is.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public OrtCustomOp Op;
        public int Index;
    }
}
