namespace Studio.Engine;

/// <summary>
/// Reads the system's own error in an exception, whoever met it, and says it without a path of the server. Error numbers are those of
/// errno.h on Linux and macOS and of winerror.h on Windows.
/// </summary>
public static class StorageFault
{
    // FACILITY_WIN32: the framework gives Windows' errors as 0x8007nnnn, and Unix's as they are
    private const int WindowsFacility = unchecked((int)0x80070000);

    // COR_E_IO: an error of the framework's own, not the system's
    private const int FrameworkError = unchecked((int)0x80131620);

    private static readonly Dictionary<int, StorageProblem> Common = new()
    {
        [28] = StorageProblem.NoRoom,       // ENOSPC
        [30] = StorageProblem.ReadOnly,     // EROFS
        [1] = StorageProblem.NotAllowed,    // EPERM
        [13] = StorageProblem.NotAllowed,   // EACCES
        [17] = StorageProblem.InTheWay,     // EEXIST
        [20] = StorageProblem.InTheWay,     // ENOTDIR
        [21] = StorageProblem.InTheWay,     // EISDIR
        [22] = StorageProblem.BadName,      // EINVAL
        [2] = StorageProblem.Missing,       // ENOENT
        [16] = StorageProblem.InUse,        // EBUSY
        [26] = StorageProblem.InUse,        // ETXTBSY
        [23] = StorageProblem.TooManyFiles, // ENFILE
        [24] = StorageProblem.TooManyFiles, // EMFILE
        [27] = StorageProblem.TooLarge,     // EFBIG
        [5] = StorageProblem.Device,        // EIO
        [6] = StorageProblem.Device,        // ENXIO
        [19] = StorageProblem.Device,       // ENODEV
    };

    private static readonly Dictionary<int, StorageProblem> Linux = new()
    {
        [122] = StorageProblem.NoRoom,     // EDQUOT
        [36] = StorageProblem.NameTooLong, // ENAMETOOLONG
        [84] = StorageProblem.BadName,     // EILSEQ
        [40] = StorageProblem.LinkLoop,    // ELOOP
        [11] = StorageProblem.InUse,       // EWOULDBLOCK
        [107] = StorageProblem.Device,     // ENOTCONN
        [112] = StorageProblem.Device,     // EHOSTDOWN
        [116] = StorageProblem.Device,     // ESTALE
        [121] = StorageProblem.Device,     // EREMOTEIO
    };

    private static readonly Dictionary<int, StorageProblem> MacOs = new()
    {
        [69] = StorageProblem.NoRoom,      // EDQUOT
        [63] = StorageProblem.NameTooLong, // ENAMETOOLONG
        [92] = StorageProblem.BadName,     // EILSEQ
        [62] = StorageProblem.LinkLoop,    // ELOOP
        [35] = StorageProblem.InUse,       // EWOULDBLOCK
        [57] = StorageProblem.Device,      // ENOTCONN
        [64] = StorageProblem.Device,      // EHOSTDOWN
        [70] = StorageProblem.Device,      // ESTALE
    };

    private static readonly Dictionary<int, StorageProblem> Windows = new()
    {
        [39] = StorageProblem.NoRoom,       // ERROR_HANDLE_DISK_FULL
        [112] = StorageProblem.NoRoom,      // ERROR_DISK_FULL
        [1295] = StorageProblem.NoRoom,     // ERROR_DISK_QUOTA_EXCEEDED
        [19] = StorageProblem.ReadOnly,     // ERROR_WRITE_PROTECT
        [5] = StorageProblem.NotAllowed,    // ERROR_ACCESS_DENIED
        [80] = StorageProblem.InTheWay,     // ERROR_FILE_EXISTS
        [183] = StorageProblem.InTheWay,    // ERROR_ALREADY_EXISTS
        [267] = StorageProblem.InTheWay,    // ERROR_DIRECTORY
        [206] = StorageProblem.NameTooLong, // ERROR_FILENAME_EXCED_RANGE
        [123] = StorageProblem.BadName,     // ERROR_INVALID_NAME
        [161] = StorageProblem.BadName,     // ERROR_BAD_PATHNAME
        [1921] = StorageProblem.LinkLoop,   // ERROR_CANT_RESOLVE_FILENAME
        [2] = StorageProblem.Missing,       // ERROR_FILE_NOT_FOUND
        [3] = StorageProblem.Missing,       // ERROR_PATH_NOT_FOUND
        [32] = StorageProblem.InUse,        // ERROR_SHARING_VIOLATION
        [33] = StorageProblem.InUse,        // ERROR_LOCK_VIOLATION
        [4] = StorageProblem.TooManyFiles,  // ERROR_TOO_MANY_OPEN_FILES
        [223] = StorageProblem.TooLarge,    // ERROR_FILE_TOO_LARGE
        [21] = StorageProblem.Device,       // ERROR_NOT_READY
        [1117] = StorageProblem.Device,     // ERROR_IO_DEVICE
    };

    /// <summary>
    /// What the system complained of; null when the exception is not about storage. Of many causes one that waiting can mend.
    /// </summary>
    public static StorageProblem? Of(Exception exception) => exception switch
    {
        EngineException { InnerException: { } inner } when Of(inner) is { } problem => problem,
        EngineException engine => engine.Kind switch
        {
            EngineError.Storage => StorageProblem.NoRoom,
            EngineError.Unwritable => StorageProblem.Unknown,
            _ => null,
        },
        AggregateException many => Worst(many.InnerExceptions.Select(Of)),
        PathTooLongException => StorageProblem.NameTooLong,
        FileNotFoundException or DirectoryNotFoundException => StorageProblem.Missing,
        IOException io => OfCode(io.HResult),
        // the framework's word for EACCES, EPERM and EBADF
        UnauthorizedAccessException => exception.InnerException is IOException system
            && OfCode(system.HResult) is var told and not StorageProblem.Unknown ? told : StorageProblem.NotAllowed,
        _ => exception.InnerException is { } inner ? Of(inner) : null,
    };

    /// <summary>
    /// Whether what failed may work later without anybody changing the prompt: when there is room again, or the disk can be written.
    /// </summary>
    public static bool MayPass(Exception exception) => Of(exception) is { } problem && MayPass(problem);

    public static bool MayPass(StorageProblem problem) => problem is StorageProblem.NoRoom or StorageProblem.ReadOnly;

    /// <summary>Whether the name is at fault: another one would do.</summary>
    public static bool IsInTheName(StorageProblem problem) =>
        problem is StorageProblem.InTheWay or StorageProblem.NameTooLong or StorageProblem.BadName or StorageProblem.LinkLoop;

    /// <summary>The reason and what to do, as the end of a sentence that says what could not be done. Names no path.</summary>
    /// <param name="isWrite">Whether it is known to be about writing.</param>
    public static string Reason(StorageProblem problem, bool isWrite = true) => problem switch
    {
        StorageProblem.NoRoom => "the disk is full.",
        StorageProblem.ReadOnly => "its disk can only be read. Let it be mounted for writing.",
        StorageProblem.NotAllowed when !isWrite => "the server's user has no right to it. Give that user the file and its folder.",
        StorageProblem.NotAllowed => "its folder cannot be written. Let the server's user write there.",
        StorageProblem.InTheWay => "a file has the name of one of its folders, or a folder has its own. Choose another name.",
        StorageProblem.NameTooLong => "its name, or those of its folders, are longer than the system takes. Choose shorter ones.",
        StorageProblem.BadName => "the file system cannot store such a name. Use letters, digits, '-' and '_'.",
        StorageProblem.LinkLoop => "a link on its way leads to itself. Choose another folder, or let the link be removed.",
        StorageProblem.Missing => "it, or its folder, is not there any more. Let it be put back, then try again.",
        StorageProblem.InUse => "another program is using it. Close that program, then try again.",
        StorageProblem.TooManyFiles =>
            "the server has as many files open as the system lets it. Try again; an administrator can raise the limit (ulimit -n).",
        StorageProblem.TooLarge => "its file system takes no file of that size. Let the folder be on another one.",
        StorageProblem.Device => "its disk reports an error. Let an administrator look at the disk.",
        _ => "the system refused it. The server's log says why.",
    };

    /// <summary>The same for an exception.</summary>
    public static string Reason(Exception exception, bool isWrite = true) => Reason(Of(exception) ?? StorageProblem.Unknown, isWrite);

    /// <summary>
    /// For whatever may come from the system or from elsewhere, such as a download: the system's own messages name paths and are replaced,
    /// others say best what they are about.
    /// </summary>
    public static string Words(Exception exception) =>
        Of(exception) is { } problem && !(problem == StorageProblem.Unknown && exception.HResult == FrameworkError)
            ? Reason(problem, isWrite: false)
            : exception.Message;

    private static StorageProblem OfCode(int code)
    {
        var isWindows = (code & unchecked((int)0xFFFF0000)) == WindowsFacility;
        if (isWindows)
            return Windows.GetValueOrDefault(code & 0xFFFF, StorageProblem.Unknown);
        return Common.TryGetValue(code, out var problem)
            ? problem
            : (OperatingSystem.IsMacOS() ? MacOs : Linux).GetValueOrDefault(code, StorageProblem.Unknown);
    }

    private static StorageProblem? Worst(IEnumerable<StorageProblem?> problems)
    {
        var told = problems.OfType<StorageProblem>().Order().ToList();
        return told.Count > 0 ? told[0] : null;
    }
}
