using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Dashboard;

namespace Studio.Tests.Dashboard;

/// <summary>Counters of machines that are made of files, as Linux shows them.</summary>
public sealed class MachineUseTests : IDisposable
{
    private const long Gigabyte = 1L << 30;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Memory_OfAServiceWithinALimitedSlice_IsThatOfTheSmallestLimitWithoutCachedFiles()
    {
        Machine(totalKilobytes: 64 << 20, availableKilobytes: 32 << 20);
        Write("proc/self/cgroup", "0::/system.slice/studio.service\n");
        Write("sys/fs/cgroup/system.slice/studio.service/memory.max", "max\n");
        Write("sys/fs/cgroup/system.slice/studio.service/memory.current", "1\n");
        Write("sys/fs/cgroup/system.slice/memory.max", $"{8 * Gigabyte}\n");
        Write("sys/fs/cgroup/system.slice/memory.current", $"{5 * Gigabyte}\n");
        Write("sys/fs/cgroup/system.slice/memory.stat", $"anon 1\ninactive_file {2 * Gigabyte}\nactive_file 7\n");
        Assert.Equal(new MemoryUse(3 * Gigabyte, 8 * Gigabyte, Scope.ControlGroup), Counters().Memory());
    }

    [Fact]
    public void Memory_OfAContainerThatSeesItsOwnTree_IsThatOfTheTop()
    {
        Machine(totalKilobytes: 64 << 20, availableKilobytes: 32 << 20);
        Write("proc/self/cgroup", "0::/docker/0123\n");
        Write("sys/fs/cgroup/memory.max", $"{2 * Gigabyte}\n");
        Write("sys/fs/cgroup/memory.current", $"{Gigabyte}\n");
        Assert.Equal(new MemoryUse(Gigabyte, 2 * Gigabyte, Scope.ControlGroup), Counters().Memory());
    }

    [Fact]
    public void Memory_OfAnOlderContainer_IsReadFromTheFirstVersionsFiles()
    {
        Machine(totalKilobytes: 64 << 20, availableKilobytes: 32 << 20);
        Write("proc/self/cgroup", "7:memory:/docker/0123\n3:cpu,cpuacct:/docker/0123\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", $"{4 * Gigabyte}\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", $"{2 * Gigabyte}\n");
        Write("sys/fs/cgroup/memory/memory.stat", $"cache 1\ntotal_inactive_file {Gigabyte}\n");
        Assert.Equal(new MemoryUse(Gigabyte, 4 * Gigabyte, Scope.ControlGroup), Counters().Memory());
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"); // which is how it says: none
        Assert.Equal(new MemoryUse(32 * Gigabyte, 64 * Gigabyte, Scope.Machine), Counters().Memory());
    }

    [Fact]
    public void Memory_WhereALimitIsLargerThanTheMachine_IsTheMachines()
    {
        Machine(totalKilobytes: 1 << 20, availableKilobytes: 1 << 19);
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", $"{2 * Gigabyte}\n");
        Write("sys/fs/cgroup/memory.current", "5\n");
        Assert.Equal(new MemoryUse(Gigabyte / 2, Gigabyte, Scope.Machine), Counters().Memory());
    }

    [Theory]
    [InlineData("0::/\n", "cpu.max", "150000 100000\n", "cpu.stat", "usage_usec {0}\nuser_usec 1\n")]
    [InlineData("3:cpu,cpuacct:/x\n", "cpu/cpu.cfs_quota_us", "150000\n", "cpuacct/cpuacct.usage", "{0}000\n")]
    public void Processor_OfAContainer_IsAShareOfTheCoresThatItMayTake(string membership, string limit, string quota, string used,
        string text)
    {
        Machine(totalKilobytes: 2, availableKilobytes: 1);
        Write("proc/self/cgroup", membership);
        Write($"sys/fs/cgroup/{limit}", quota);
        Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        var time = new ManualTime();
        var use = Use(time);
        Write($"sys/fs/cgroup/{used}", string.Format(null, text, 1_000_000));
        Assert.Equal((null, 1.5, Scope.ControlGroup), Read(use));
        time.Advance(TimeSpan.FromSeconds(2));
        Write($"sys/fs/cgroup/{used}", string.Format(null, text, 2_500_000)); // 1.5 s of 2 s × 1.5 cores
        Assert.Equal((0.5, 1.5, Scope.ControlGroup), Read(use));
    }

    [Fact]
    public void Processor_OfAMachine_IsReadOnceASecondForAllAndForgottenWhenOld()
    {
        Machine(totalKilobytes: 2, availableKilobytes: 1);
        var (time, use) = (new ManualTime(), (MachineUse?)null);
        use = Use(time);
        Stat(busy: 1000, idle: 1000);
        Assert.Equal((null, 2, Scope.Machine), Read(use));
        time.Advance(TimeSpan.FromSeconds(2));
        Stat(busy: 1100, idle: 1300); // 1 s of 2 s × 2 cores
        Assert.Equal((0.25, 2, Scope.Machine), Read(use));
        Stat(busy: 1400, idle: 1300);
        Assert.Equal((0.25, 2, Scope.Machine), Read(use)); // no second has passed
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((null, 2, Scope.Machine), Read(use)); // five minutes say nothing of now
    }

    [Fact]
    public void Disk_ThatTellsNothing_IsNullAndOneThatTellsIsThere()
    {
        Machine(totalKilobytes: 2, availableKilobytes: 1);
        var volumes = new FakeVolumes { Total = 100, Free = 40 };
        Assert.Equal((40, 100), Use(new ManualTime(), volumes).Read().Disk);
        volumes.Total = 0;
        Assert.Null(Use(new ManualTime(), volumes).Read().Disk);
    }

    private MachineUse Use(ManualTime time, FakeVolumes? volumes = null) =>
        new(new StudioOptions { StudioDir = _root.Path }, volumes ?? new FakeVolumes(), time, Counters());

    private static (double? Share, double Cores, Scope Scope) Read(MachineUse use)
    {
        var now = use.Read();
        return (now.Processor, now.Cores, now.ProcessorScope);
    }

    private MachineCounters Counters() => new(_root.Path);

    private void Machine(long totalKilobytes, long availableKilobytes)
    {
        Write("proc/meminfo", $"MemTotal:       {totalKilobytes} kB\nMemFree: 1 kB\nMemAvailable:   {availableKilobytes} kB\n");
        Stat(busy: 0, idle: 0);
    }

    private void Stat(int busy, int idle) =>
        Write("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0 0 0\ncpu1 1 0 0 1 0 0 0 0 0 0\nintr 5\n");

    private void Write(string path, string text)
    {
        var file = Path.Join(_root.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
