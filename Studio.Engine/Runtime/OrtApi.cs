namespace Studio.Engine.Runtime;

/// <summary>
/// The first wall: the slots of ONNX Runtime's C function table that we use, exactly typed. Opaque pointers and UTF-8 strings are nint;
/// every function that returns nint without being a getter returns a status (zero: fine) for <see cref="OrtStatus.Check"/>.
/// Slot numbers never change once released (the table only grows); all of these exist since API 22.
/// Source: the public header onnxruntime_c_api.h.
/// </summary>
internal static unsafe class OrtApi
{
    private static nint* _api;
    private static nint* _editor;

    /// <summary>Adopts the table that OrtGetApiBase handed out.</summary>
    public static void Adopt(nint table)
    {
        _api = (nint*)table;
        _editor = (nint*)GetModelEditorApi();
    }

    // Status
    public static int GetErrorCode(nint status) => ((delegate* unmanaged[Cdecl]<nint, int>)_api[1])(status);
    public static nint GetErrorMessage(nint status) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[2])(status);
    public static void ReleaseStatus(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[93])(input);

    // Environment and threads
    public static nint CreateThreadingOptions(out nint result) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[121])(out result);
    public static nint SetGlobalIntraOpNumThreads(nint tpOptions, int intraOpNumThreads) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[147])(tpOptions, intraOpNumThreads);
    public static nint SetGlobalInterOpNumThreads(nint tpOptions, int interOpNumThreads) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[148])(tpOptions, interOpNumThreads);
    public static void ReleaseThreadingOptions(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[122])(input);
    public static nint CreateEnvWithCustomLoggerAndGlobalThreadPools(nint loggingFunction, nint loggerParam, int logSeverityLevel,
        nint logid, nint tpOptions, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, int, nint, nint, out nint, nint>)_api[151])
            (loggingFunction, loggerParam, logSeverityLevel, logid, tpOptions, out result);
    public static nint DisableTelemetryEvents(nint env) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[6])(env);
    public static nint GetAllocatorWithDefaultOptions(out nint result) =>
        ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[78])(out result);
    public static nint AllocatorFree(nint ortAllocator, nint p) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[76])(ortAllocator, p);
    public static nint CreateCpuMemoryInfo(int type, int memType, out nint result) =>
        ((delegate* unmanaged[Cdecl]<int, int, out nint, nint>)_api[69])(type, memType, out result);
    public static nint CreateArenaCfgV2(nint* keys, nuint* values, nuint count, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint*, nuint*, nuint, out nint, nint>)_api[164])(keys, values, count, out result);
    public static void ReleaseArenaCfg(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[157])(input);
    public static nint CreateAndRegisterAllocator(nint env, nint memoryInfo, nint arenaCfg) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[144])(env, memoryInfo, arenaCfg);
    public static nint GetAvailableProviders(out nint result, out int providerLength) =>
        ((delegate* unmanaged[Cdecl]<out nint, out int, nint>)_api[125])(out result, out providerLength);
    public static nint ReleaseAvailableProviders(nint* ptr, int providersLength) =>
        ((delegate* unmanaged[Cdecl]<nint*, int, nint>)_api[126])(ptr, providersLength);
    public static nint GetModelEditorApi() => ((delegate* unmanaged[Cdecl]<nint>)_api[291])();

    // Session options
    public static nint CreateSessionOptions(out nint options) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[10])(out options);
    public static void ReleaseSessionOptions(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[100])(input);
    public static nint SetSessionGraphOptimizationLevel(nint options, int graphOptimizationLevel) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[23])(options, graphOptimizationLevel);
    public static nint SetIntraOpNumThreads(nint options, int intraOpNumThreads) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[24])(options, intraOpNumThreads);
    public static nint SetInterOpNumThreads(nint options, int interOpNumThreads) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[25])(options, interOpNumThreads);
    public static nint DisablePerSessionThreads(nint options) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[120])(options);
    public static nint EnableProfiling(nint options, nint profileFilePrefix) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[14])(options, profileFilePrefix);
    public static nint DisableMemPattern(nint options) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[17])(options);
    public static nint DisableCpuMemArena(nint options) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[19])(options);
    public static nint AddSessionConfigEntry(nint options, nint configKey, nint configValue) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[130])(options, configKey, configValue);
    public static nint SetSessionLogSeverityLevel(nint options, int sessionLogSeverityLevel) =>
        ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[22])(options, sessionLogSeverityLevel);
    public static nint SetUserLoggingFunction(nint options, nint userLoggingFunction, nint userLoggingParam) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[266])(options, userLoggingFunction, userLoggingParam);

    // Execution providers
    public static nint SessionOptionsAppendExecutionProvider(nint options, nint providerName, nint* providerOptionsKeys,
        nint* providerOptionsValues, nuint numKeys) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint>)_api[216])
            (options, providerName, providerOptionsKeys, providerOptionsValues, numKeys);
    public static nint CreateCudaProviderOptions(out nint result) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[205])(out result);
    public static nint UpdateCudaProviderOptions(nint cudaOptions, nint* providerOptionsKeys, nint* providerOptionsValues, nuint numKeys) =>
        ((delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint>)_api[206])
            (cudaOptions, providerOptionsKeys, providerOptionsValues, numKeys);
    public static nint SessionOptionsAppendExecutionProviderCuda(nint options, nint cudaOptions) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[204])(options, cudaOptions);
    public static void ReleaseCudaProviderOptions(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[208])(input);
    public static nint CreateTensorRtProviderOptions(out nint result) =>
        ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[171])(out result);
    public static nint UpdateTensorRtProviderOptions(nint tensorrtOptions, nint* providerOptionsKeys, nint* providerOptionsValues,
        nuint numKeys) =>
        ((delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint>)_api[172])
            (tensorrtOptions, providerOptionsKeys, providerOptionsValues, numKeys);
    public static nint SessionOptionsAppendExecutionProviderTensorRt(nint options, nint tensorrtOptions) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[170])(options, tensorrtOptions);
    public static void ReleaseTensorRtProviderOptions(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[174])(input);

    // Sessions
    public static nint CreateSession(nint env, nint modelPath, nint options, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, out nint, nint>)_api[7])(env, modelPath, options, out result);
    public static void ReleaseSession(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[95])(input);
    public static nint SessionGetInputCount(nint session, out nuint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nuint, nint>)_api[30])(session, out result);
    public static nint SessionGetOutputCount(nint session, out nuint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nuint, nint>)_api[31])(session, out result);
    public static nint SessionGetInputName(nint session, nuint index, nint allocator, out nint value) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, nint, out nint, nint>)_api[36])(session, index, allocator, out value);
    public static nint SessionGetOutputName(nint session, nuint index, nint allocator, out nint value) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, nint, out nint, nint>)_api[37])(session, index, allocator, out value);
    public static nint SessionGetInputTypeInfo(nint session, nuint index, out nint typeInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint>)_api[33])(session, index, out typeInfo);
    public static nint SessionGetOutputTypeInfo(nint session, nuint index, out nint typeInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint>)_api[34])(session, index, out typeInfo);
    public static nint CreateRunOptions(out nint result) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[39])(out result);
    public static nint RunOptionsSetTerminate(nint options) => ((delegate* unmanaged[Cdecl]<nint, nint>)_api[46])(options);
    public static void ReleaseRunOptions(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[97])(input);
    public static nint Run(nint session, nint runOptions, nint* inputNames, nint* inputs, nuint inputLen, nint* outputNames,
        nuint outputNamesLen, nint* outputs) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_api[9])
            (session, runOptions, inputNames, inputs, inputLen, outputNames, outputNamesLen, outputs);

    // Binding: inputs and outputs that stay where they are computed
    public static nint CreateMemoryInfo(nint name, int type, int id, int memType, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, int, int, int, out nint, nint>)_api[68])(name, type, id, memType, out result);
    public static void ReleaseMemoryInfo(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[94])(input);
    public static nint CreateIoBinding(nint session, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_api[134])(session, out result);
    public static void ReleaseIoBinding(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[135])(input);
    public static nint BindInput(nint binding, nint name, nint value) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[136])(binding, name, value);
    public static nint BindOutputToDevice(nint binding, nint name, nint memoryInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[138])(binding, name, memoryInfo);
    public static nint RunWithBinding(nint session, nint runOptions, nint binding) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_api[133])(session, runOptions, binding);
    public static nint GetBoundOutputValues(nint binding, nint allocator, out nint* values, out nuint count) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, out nint*, out nuint, nint>)_api[140])(binding, allocator, out values, out count);

    // Types and values
    public static nint CastTypeInfoToTensorInfo(nint typeInfo, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_api[55])(typeInfo, out result);
    public static void ReleaseTypeInfo(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[98])(input);
    public static nint CreateTensorTypeAndShapeInfo(out nint result) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_api[57])(out result);
    public static nint SetTensorElementType(nint info, int type) => ((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[58])(info, type);
    public static nint SetDimensions(nint info, long* dimValues, nuint dimCount) =>
        ((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)_api[59])(info, dimValues, dimCount);
    public static nint GetTensorElementType(nint info, out int result) =>
        ((delegate* unmanaged[Cdecl]<nint, out int, nint>)_api[60])(info, out result);
    public static nint GetDimensionsCount(nint info, out nuint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nuint, nint>)_api[61])(info, out result);
    public static nint GetDimensions(nint info, long* dimValues, nuint dimValuesLength) =>
        ((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)_api[62])(info, dimValues, dimValuesLength);
    public static nint GetTensorTypeAndShape(nint value, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_api[65])(value, out result);
    public static void ReleaseTensorTypeAndShapeInfo(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[99])(input);
    public static nint CreateTensorAsOrtValue(nint allocator, long* shape, nuint shapeLen, int type, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, long*, nuint, int, out nint, nint>)_api[48])(allocator, shape, shapeLen, type, out result);
    public static nint CreateTensorWithDataAsOrtValue(nint info, nint pData, nuint pDataLen, long* shape, nuint shapeLen, int type,
        out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nuint, long*, nuint, int, out nint, nint>)_api[49])
            (info, pData, pDataLen, shape, shapeLen, type, out result);
    public static nint GetTensorMutableData(nint value, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_api[51])(value, out result);
    public static void ReleaseValue(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[96])(input);

    // Operators of our own
    public static nint CreateStatus(int code, nint message) => ((delegate* unmanaged[Cdecl]<int, nint, nint>)_api[0])(code, message);
    public static nint CreateCustomOpDomain(nint domain, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_api[26])(domain, out result);
    public static nint CustomOpDomainAdd(nint domain, nint op) => ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[27])(domain, op);
    public static nint AddCustomOpDomain(nint options, nint domain) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_api[28])(options, domain);
    public static nint KernelContextGetInput(nint context, nuint index, out nint value) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint>)_api[90])(context, index, out value);
    public static nint KernelContextGetOutput(nint context, nuint index, long* dimValues, nuint dimCount, out nint value) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, long*, nuint, out nint, nint>)_api[91])(context, index, dimValues, dimCount, out value);
    public static nint KernelContextGetAllocator(nint context, nint memoryInfo, out nint allocator) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, out nint, nint>)_api[253])(context, memoryInfo, out allocator);
    public static nint KernelContextParallelFor(nint context, delegate* unmanaged[Cdecl]<nint, nuint, void> fn, nuint total, nuint numBatch,
        nint userData) =>
        ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, nuint, void>, nuint, nuint, nint, nint>)_api[274])
            (context, fn, total, numBatch, userData);
    public static nint CreateOp(nint info, nint opName, nint domain, int version, nint* typeConstraintNames, int* typeConstraintValues,
        int typeConstraintCount, nint* attrValues, int attrCount, int inputCount, int outputCount, out nint ortOp) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint*, int*, int, nint*, int, int, int, out nint, nint>)_api[213])
            (info, opName, domain, version, typeConstraintNames, typeConstraintValues, typeConstraintCount, attrValues, attrCount,
                inputCount, outputCount, out ortOp);
    public static nint InvokeOp(nint context, nint ortOp, nint* inputValues, int inputCount, nint* outputValues, int outputCount) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint*, int, nint*, int, nint>)_api[214])
            (context, ortOp, inputValues, inputCount, outputValues, outputCount);
    public static void ReleaseOp(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[215])(input);
    public static nint AllocatorAlloc(nint ortAllocator, nuint size, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint>)_api[75])(ortAllocator, size, out result);
    public static void ReleaseAllocator(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[132])(input);
    public static nint ShapeInferContextGetInputTypeShape(nint context, nuint index, out nint info) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint>)_api[268])(context, index, out info);
    public static nint ShapeInferContextSetOutputTypeShape(nint context, nuint index, nint info) =>
        ((delegate* unmanaged[Cdecl]<nint, nuint, nint, nint>)_api[270])(context, index, info);

    // Model parts
    public static nint CreateOpAttr(nint name, nint data, int len, int type, out nint opAttr) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, int, int, out nint, nint>)_api[211])(name, data, len, type, out opAttr);
    public static void ReleaseOpAttr(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[212])(input);
    public static void ReleaseValueInfo(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[285])(input);
    public static void ReleaseNode(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[286])(input);
    public static void ReleaseGraph(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[287])(input);
    public static void ReleaseModel(nint input) => ((delegate* unmanaged[Cdecl]<nint, void>)_api[288])(input);

    // Model editor: its own, second table
    public static nint CreateTensorTypeInfo(nint tensorInfo, out nint typeInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, out nint, nint>)_editor[0])(tensorInfo, out typeInfo);
    public static nint CreateValueInfo(nint name, nint typeInfo, out nint valueInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, out nint, nint>)_editor[5])(name, typeInfo, out valueInfo);
    public static nint CreateNode(nint operatorName, nint domainName, nint nodeName, nint* inputNames, nuint inputNamesLen,
        nint* outputNames, nuint outputNamesLen, nint* attributes, nuint attribsLen, out nint node) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint*, nuint, nint*, nuint, nint*, nuint, out nint, nint>)_editor[6])
            (operatorName, domainName, nodeName, inputNames, inputNamesLen, outputNames, outputNamesLen, attributes, attribsLen, out node);
    public static nint CreateGraph(out nint graph) => ((delegate* unmanaged[Cdecl]<out nint, nint>)_editor[7])(out graph);
    public static nint SetGraphInputs(nint graph, nint* inputs, nuint inputsLen) =>
        ((delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)_editor[8])(graph, inputs, inputsLen);
    public static nint SetGraphOutputs(nint graph, nint* outputs, nuint outputsLen) =>
        ((delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)_editor[9])(graph, outputs, outputsLen);
    public static nint AddInitializerToGraph(nint graph, nint name, nint tensor, byte dataIsExternal) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, byte, nint>)_editor[10])(graph, name, tensor, dataIsExternal);
    public static nint AddNodeToGraph(nint graph, nint node) => ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_editor[11])(graph, node);
    public static nint CreateModel(nint* domainNames, int* opsetVersions, nuint opsetEntriesLen, out nint model) =>
        ((delegate* unmanaged[Cdecl]<nint*, int*, nuint, out nint, nint>)_editor[12])
            (domainNames, opsetVersions, opsetEntriesLen, out model);
    public static nint AddGraphToModel(nint model, nint graph) => ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_editor[13])(model, graph);
    public static nint CreateModelEditorSessionFromArray(nint env, nint modelData, nuint modelDataLength, nint options, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nuint, nint, out nint, nint>)_editor[16])
            (env, modelData, modelDataLength, options, out result);
    public static nint ApplyModelToModelEditorSession(nint session, nint model) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint>)_editor[18])(session, model);
    public static nint FinalizeModelEditorSession(nint session, nint options, nint prepackedWeightsContainer) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_editor[19])(session, options, prepackedWeightsContainer);
    public static nint CreateSessionFromModel(nint env, nint model, nint options, out nint result) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, out nint, nint>)_editor[14])(env, model, options, out result);
}
