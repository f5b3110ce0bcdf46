using Studio.Bench;
using Studio.Bench.Pages;

// One table; every ratio compares within one run of one process.
if (args is ["child-unet", var checkpoint, var policy, var size])
    return UNetChild.Run(checkpoint, policy, size);
if (args is ["child-convolution", var convolved])
    return ConvolutionBench.Run(convolved);
if (args is ["child-picture", var file, var mode, var side, var steps, .. var profiles])
    return await PictureChild.RunAsync(file, mode, int.Parse(side), int.Parse(steps), profiles.FirstOrDefault());

if (args is ["peers", var peer, .. var measured])
{
    await Console.Out.WriteLineAsync(Row.Table(await PeersBench.RunAsync(peer, measured)));
    return 0;
}

Dictionary<string, Func<Task<IReadOnlyList<Row>>>> benches = new(StringComparer.Ordinal)
{
    ["unet"] = UNetBench.RunAsync,
    ["picture"] = PictureBench.RunAsync,
    ["profile"] = ProfileBench.RunAsync,
    ["convolution"] = ConvolutionBench.RunAsync,
    [XlBench.Name] = XlBench.RunAsync,
    ["demo"] = DemoBench.RunAsync,
    ["start"] = StartBench.RunAsync,
    ["server"] = ServerBench.RunAsync,
    ["load"] = LoadBench.RunAsync,
    ["timing"] = TimingBench.RunAsync,
    [PagesBench.Name] = PagesBench.RunAsync,
};
var unknown = args.Where(name => !benches.ContainsKey(name)).ToArray();
if (unknown.Length > 0)
{
    await Console.Error.WriteLineAsync($"There is no bench '{unknown[0]}'; there are {string.Join(", ", benches.Keys)}.");
    return 2;
}

var rows = new List<Row>();
foreach (var (name, run) in benches)
    if (args.Contains(name) || (args.Length == 0 && name is not (XlBench.Name or PagesBench.Name)))
        rows.AddRange(await run());
await Console.Out.WriteLineAsync(Row.Table(rows));
return 0;
