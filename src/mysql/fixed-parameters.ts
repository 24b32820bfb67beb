/** What entrypoint and operator set themselves (build/pxc-configure-pxc.sh and pxc-entrypoint.sh, 1.20.0; node.cnf of the image), or steer by. */
export const FIXED_PARAMETERS: ReadonlySet<string> = new Set(`
  admin_address admin_port authentication_policy bind_address binlog_format datadir default_authentication_plugin default_storage_engine early_plugin_load
  enforce_gtid_consistency gtid_mode innodb_autoinc_lock_mode innodb_buffer_pool_chunk_size innodb_flush_method log_bin log_error log_error_suppression_list
  port proxy_protocol_networks pxc_encrypt_cluster_traffic server_id skip_replica_start skip_networking skip_grant_tables socket ssl_ca ssl_cert ssl_key
  wsrep_cluster_address wsrep_cluster_name wsrep_node_address wsrep_node_incoming_address wsrep_node_name wsrep_notify_cmd wsrep_on wsrep_provider
  wsrep_provider_options wsrep_slave_threads wsrep_sst_auth wsrep_sst_donor wsrep_sst_method
`.trim().split(/\s+/));
